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
import { type Aim, figure, type Part, size, type Table, times } from './table.ts';

const counts = [10, 100, 1000, 4000];
const workloads = ['answered', 'denied', 'connections', 'alone', 'flooded'] as const;
type Workload = (typeof workloads)[number];

/** One style at one size; times in milliseconds, rates in packets (or connections) per second of one CPU. */
type Measured = {
  readonly load: number;
  readonly reload: number;
  readonly bytes: number;
  readonly rates: Record<Workload, number>;
};

/** Both styles for the same home. */
type Pair = { readonly devices: number; readonly ours: Measured; readonly blog: Measured };

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
  return { tables: [loadTable(pairs), rateTable(pairs), floodTable(pairs)], aims: aims(pairs) };
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
/** Packets in turn: one in twenty-one is denied. */
const share = { lan: 60, denied: 3 };

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

function loadTable(pairs: readonly Pair[]): Table {
  const time = (of: 'load' | 'reload') => (pair: Pair) => [
    figure(pair.ours[of]),
    figure(pair.blog[of]),
    times(pair.blog[of] / pair.ours[of]),
  ];
  return {
    title: 'Rules: loading them',
    note: 'Milliseconds of `nft -f`, from nothing to loaded and from loaded to loaded anew; bytes of the file. "post" is the style of the blog post.',
    columns: ['devices', 'load: ours', 'post', 'post/ours', 'reload: ours', 'post', 'post/ours', 'file: ours', 'post'],
    rows: pairs.map((pair) => [
      String(pair.devices),
      ...time('load')(pair),
      ...time('reload')(pair),
      size(pair.ours.bytes),
      size(pair.blog.bytes),
    ]),
  };
}

const words: Record<'answered' | 'denied' | 'connections', string> = {
  answered: 'UDP flow that was answered',
  denied: 'UDP flood that is denied',
  connections: 'new TCP connections (SYN, and RST of a closed port)',
};

function rateTable(pairs: readonly Pair[]): Table {
  const names = Object.keys(words) as (keyof typeof words)[];
  return {
    title: 'Rules: packets',
    note: 'Thousands a second on one CPU over IPv4, from the last device of the list, with sender and far end on the same CPU: take the ratios. The row max/min is the spread of ours over the sizes.',
    columns: ['what', 'devices', 'ours', 'post', 'ours/post'],
    rows: names.flatMap((name) => [
      ...pairs.map(({ devices, ours, blog }) => [
        words[name],
        String(devices),
        figure(ours.rates[name] / 1000),
        figure(blog.rates[name] / 1000),
        times(ours.rates[name] / blog.rates[name]),
      ]),
      [words[name], 'max/min', figure(spread(pairs, name)), '', ''],
    ]),
  };
}

function floodTable(pairs: readonly Pair[]): Table {
  return {
    title: 'Rules: what a denied flood leaves of the lan',
    note: `On one CPU, ${share.denied} denied packets after each ${share.lan} of an answered flow of the lan: packets of the lan, as a share of what it has alone. "Expected" is what the cost of those packets by themselves would leave.`,
    columns: ['devices', 'ours', 'expected', 'post', 'expected'],
    rows: pairs.map(({ devices, ours, blog }) => [
      String(devices),
      ...[ours, blog].flatMap((style) => [percent(left(style)), percent(expected(style))]),
    ]),
  };
}

function aims(pairs: readonly Pair[]): Aim[] {
  const largest = pairs.at(-1)!;
  const perDevice = (one: Pair, other: Pair) => (other.ours.bytes - one.ours.bytes) / (other.devices - one.devices);
  const growth = perDevice(pairs.at(-2)!, largest) / perDevice(pairs.at(-3)!, pairs.at(-2)!);
  return [
    {
      text: 'A9: rules of 4000 devices load in under 1 s',
      measured: `${figure(largest.ours.load)} ms`,
      holds: largest.ours.load < 1000,
    },
    {
      text: 'A9: the file grows in proportion to the devices',
      measured: times(growth),
      holds: growth > 0.8 && growth < 1.25,
    },
    ...(Object.keys(words) as (keyof typeof words)[]).map((name) => ({
      text: `Our rules are flat from ${counts[0]} to ${counts.at(-1)} devices within 1.25x: ${words[name]}`,
      measured: times(spread(pairs, name)),
      holds: spread(pairs, name) < 1.25,
    })),
    {
      text: 'B13: a denied flood takes no more from the lan than its own packets cost (within 5 points)',
      measured: pairs.map(({ ours }) => `${percent(left(ours))} left, ${percent(expected(ours))} expected`).join('; '),
      holds: pairs.every(({ ours }) => left(ours) >= expected(ours) - 0.05),
    },
  ];
}

function spread(pairs: readonly Pair[], name: Workload): number {
  const rates = pairs.map(({ ours }) => ours.rates[name]);
  return Math.max(...rates) / Math.min(...rates);
}

function left({ rates }: Measured): number {
  return rates.flooded / rates.alone;
}

/** From the rates that lan and flood have alone. */
function expected({ rates }: Measured): number {
  const lan = share.lan / rates.alone;
  return lan / (lan + share.denied / rates.denied);
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}
