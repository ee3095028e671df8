import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standaloneRuleset } from '../../src/render/nftables.ts';
import { CHECKS, openHome } from '../namespaces/checks.ts';
import { HOME } from '../namespaces/home.ts';
import { mutants } from '../namespaces/mutants.ts';
import { noNamespaces, type TestNetwork } from '../namespaces/test-network.ts';

/** What no packet can show, and why it stays. */
const INVISIBLE: readonly (readonly [rule: RegExp, why: string])[] = [
  [/log level info prefix/, 'a log line changes no packet, and the kernel logs nothing from a namespace'],
];

const reason = noNamespaces();
if (reason !== null) console.warn(`firewall-mutations.test.ts is not run: ${reason}`);

describe.skipIf(reason !== null)('B15: each rule and each element is missed by a check when it is gone', () => {
  let home: TestNetwork;
  const all = mutants(standaloneRuleset(HOME));
  beforeAll(async () => {
    home = await openHome();
  });
  afterAll(() => home?.close());

  it('the whole ruleset passes, and there is something to delete', async () => {
    expect(all.length).toBeGreaterThan(150);
    expect(home.load(standaloneRuleset(HOME)).code).toBe(0);
    for (const { run } of CHECKS) expect(await run(home)).toEqual([]);
  });

  it('one at a time', { timeout: 1_800_000 }, async () => {
    const survived: string[] = [];
    for (const { says, ruleset } of all) {
      if (INVISIBLE.some(([rule]) => rule.test(says))) continue;
      home.forgetConnections();
      // a mutant that nft refuses would prove nothing about the checks
      if (home.load(ruleset).code !== 0) survived.push(`does not load: ${says}`);
      else if (!(await missed(home))) survived.push(says);
    }
    expect(survived).toEqual([]);
  });
});

async function missed(home: TestNetwork): Promise<boolean> {
  for (const { run } of CHECKS) {
    if ((await run(home)).length > 0) return true;
  }
  return false;
}
