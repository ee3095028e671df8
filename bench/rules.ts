import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standaloneRuleset } from '../src/render/nftables.ts';
import { noNamespaces } from '../test/namespaces/test-network.ts';
import { blogRuleset } from './blog-style.ts';
import { childCosts, median } from './child-cost.ts';
import { generatedRouter } from './generated-router.ts';
import { type Flow, packetRate } from './packets.ts';
import { openRuleNetwork, type RuleNetwork } from './rule-network.ts';
import { type Measured, type Pair, ruleReport, share, type Workload, workloads } from './rule-report.ts';
import type { Part } from './table.ts';

const counts = [10, 100, 1000, 4000];

/**
 * Our ruleset beside the style of the blog post, for the same homes, in namespaces
 * of the running kernel (router/design.md section 9; checks A9 and B13 of section 8).
 * Throws where namespaces cannot be made or a packet does not do what the rules say.
 */
export async function measureRules(): Promise<Part> {
  const why = noNamespaces();
  if (why !== null) throw new Error(`The rules cannot be measured: ${why}`);
  const pairs: Pair[] = [];
  for (const devices of counts) pairs.push(await measurePair(devices));
  return ruleReport(pairs);
}

async function measurePair(devices: number): Promise<Pair> {
  const plan = await generatedRouter({ devices, networks: 2 });
  const folder = mkdtempSync(join(tmpdir(), 'naar-bench-'));
  const open: RuleNetwork[] = [];
  try {
    const styles = [standaloneRuleset(plan.firewall), blogRuleset(plan.firewall)].map((text, index) => {
      const file = join(folder, `${index}.nft`);
      writeFileSync(file, text);
      open.push(openRuleNetwork(plan));
      return { router: open[index]!, bytes: Buffer.byteLength(text), ...loadTimes(open[index]!, file) };
    });
    const rates = alternatingRates(open);
    const [ours, blog] = styles.map(
      ({ load, reload, bytes }, index): Measured => ({ load, reload, bytes, rates: rates[index]! }),
    );
    return { devices, ours: ours!, blog: blog! };
  } finally {
    for (const { network } of open) network.close();
    rmSync(folder, { recursive: true });
  }
}

/** Empty to loaded, and loaded to loaded anew; what takes seconds is done once only. */
function loadTimes({ network }: RuleNetwork, file: string): { readonly load: number; readonly reload: number } {
  const inRouter = ['ip', 'netns', 'exec', network.namespace('router'), 'nft'];
  const loads: number[] = [];
  const reloads: number[] = [];
  do {
    network.run('router', 'nft', ['flush', 'ruleset']);
    loads.push(childCosts([[...inRouter, '-f', file]], 1)[0]!.wall);
    reloads.push(childCosts([[...inRouter, '-f', file]], 1)[0]!.wall);
  } while (loads.length < 5 && loads[0]! < 500);
  return { load: median(loads), reload: median(reloads) };
}

/** The styles in turn, five times, so that a busy moment of the machine falls on both. */
function alternatingRates(routers: readonly RuleNetwork[]): Record<Workload, number>[] {
  const runs = routers.map(() => Object.fromEntries(workloads.map((name) => [name, [] as number[]])));
  for (let turn = 0; turn < 5; turn += 1) {
    for (const name of workloads) {
      routers.forEach((router, index) => {
        runs[index]![name]!.push(rate(router, name));
      });
    }
  }
  return runs.map(
    (run) => Object.fromEntries(workloads.map((name) => [name, median(run[name]!)])) as Record<Workload, number>,
  );
}

const seconds = 0.2;
function rate({ network, flows }: RuleNetwork, workload: Workload): number {
  const sent: Record<Workload, readonly Flow[]> = {
    answered: [flows.answered],
    denied: [flows.denied],
    connections: [flows.connections],
    alone: [flows.lan],
    flooded: [
      { ...flows.lan, batch: share.lan },
      { ...flows.denied, batch: share.denied },
    ],
  };
  const { taken, passed } = packetRate(network, sent[workload], seconds);
  network.forgetConnections();
  const denied = workload === 'denied';
  if (denied ? passed > 0 : passed === 0)
    throw new Error(`Packets that should ${denied ? 'not ' : ''}pass did${denied ? '' : ' not'}: ${workload}.`);
  return denied ? taken : passed;
}
