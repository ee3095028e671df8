import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { timeSection } from '../../src/render/time.ts';
import { openMachine } from '../../src/system/machines.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';

/** What chronyd says to whom, asked of the real one with the settings of the blog post's router. */
async function allowed(addresses: readonly string[]): Promise<readonly boolean[]> {
  const facts = await probeFacts(await openMachine('apu2'));
  const text = readFileSync(join(import.meta.dirname, '..', 'scenarios', 'edpnet', 'answers.yaml'), 'utf8');
  const { answers } = checkAnswers(text, facts, { where: 'render' });
  const setting = timeSection(planRouter(facts, answers!)).settings[0]!;
  const { extraConfig } = setting.value as { readonly extraConfig: string };
  return withFolder({ 'chrony.conf': `${extraConfig}pidfile /dev/null\n` }, (folder) => {
    const run = runIsolated(script, [folder, ...addresses]);
    if (run.code !== 0) throw new Error(run.stderr);
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => line.includes('allowed'));
  });
}

const script = `cd "$1" && shift && ip link set lo up || exit 9
printf 'bindcmdaddress %s/socket\\n' "$PWD" >> chrony.conf
chronyd -d -x -u root -f "$PWD/chrony.conf" 2> log &
for _ in $(seq 100); do [ -S socket ] && break; kill -0 $! || break; sleep 0.05; done
for address in "$@"; do chronyc -h "$PWD/socket" accheck "$address" || { cat log >&2; exit 9; }; done`;

const refusal = noNamespaces();
if (refusal !== null) console.log(`The time server is not tried: ${refusal}`);

describe('the time', () => {
  it.skipIf(refusal !== null || !mayAsk('chronyd'))(
    'is told to our networks in IPv4, and in IPv6 whatever the prefix is',
    async () => {
      const ours = ['192.168.20.5', '192.168.90.5', 'fd61:e5fc:566a::5', '2a0f:90:1000:5a::5', 'fe80::5'];
      const others = ['192.168.21.5', '45.91.0.80'];
      expect(await allowed([...ours, ...others])).toEqual([...ours.map(() => true), ...others.map(() => false)]);
    },
  );
});
