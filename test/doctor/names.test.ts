import { describe, expect, it } from 'vitest';
import { namesCheck } from '../../src/doctor/names.ts';
import type { System } from '../../src/system/system.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { dnsmasqConf, unboundConf } from '../nixos/judges/nixos-files.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned } from '../plan/planned.ts';
import { farEnds, layCables } from '../render/far-ends.ts';
import { patient } from './patient.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`names.test.ts is not run: ${reason}`);

// NixOS writes the router's own name to 127.0.0.2 (nixos/modules/config/networking.nix)
const etc = {
  'resolv.conf': 'nameserver 127.0.0.1\n',
  hosts: '127.0.0.1 localhost\n127.0.0.2 router.home.arpa router\n',
  'nsswitch.conf': 'hosts: files dns\n',
};

const script = `${layCables}
for file in ${Object.keys(etc).join(' ')}; do mount --bind $file /etc/$file || exit 9; done
dnsmasq --keep-in-foreground --conf-file=dnsmasq.conf --user=root --pid-file= --dhcp-leasefile=leases --log-facility=- 2> log & dnsmasq=$!
unbound -d -c "$PWD/unbound.conf" 2>> log & unbound=$!
for _ in $(seq 100); do RES_OPTIONS="timeout:1 attempts:1" getent -s hosts:dns hosts router.home.arpa > /dev/null && break; sleep 0.1; done
kill -0 $dnsmasq $unbound || { cat log >&2; exit 9; }
eval "$2"
RES_OPTIONS="timeout:3 attempts:1" sh asked`;

/** What the look at the names says beside the real unbound and dnsmasq, after something was done to them. */
async function said(harm: string) {
  const plan = planned({ dns: { upstream: 'recursive' } });
  const { facts, system } = patient();
  const look = (run: System['run']) => namesCheck.look({ system: { ...system, run }, facts, plan });
  const commands: string[] = [];
  await look(async (command, args) => {
    commands.push([command, ...args].join(' '));
    return { code: 0, stdout: '', stderr: '' };
  });
  const config = await evaluateRouter(plan);
  const files = {
    ...etc,
    'far-ends': farEnds(plan),
    'dnsmasq.conf': dnsmasqConf(config)!,
    // a name of the Internet without an Internet
    'unbound.conf': unboundConf(config)!.replace('server:\n', 'server:\n  local-data: "nixos.org. A 203.0.113.7"\n'),
    asked: commands.map((command) => `${command} > /dev/null; echo $?\n`).join(''),
  };
  const run = withFolder(files, (folder) => runIsolated(script, [folder, harm]));
  if (run.code !== 0) throw new Error(run.stderr);
  const codes = run.stdout.trim().split('\n');
  return look(async (command, args) => ({
    code: Number(codes[commands.indexOf([command, ...args].join(' '))]),
    stdout: '',
    stderr: '',
  }));
}

describe.skipIf(reason !== null)('the look at the names, beside the real unbound and dnsmasq', () => {
  it('is content with both', async () => {
    expect(await said('')).toMatchObject({ verdict: 'well' });
  });

  it("misses dnsmasq, though NixOS knows the router's own name without it", async () => {
    expect(await said('kill $dnsmasq')).toMatchObject({ verdict: 'ill', next: 'sudo systemctl restart dnsmasq' });
  });

  it('misses unbound', async () => {
    expect(await said('kill $unbound')).toMatchObject({ verdict: 'ill', words: 'no name is found' });
  });
});
