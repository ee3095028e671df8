import { type Aim, figure, type Part, size, type Table, times } from './table.ts';

/** What is sent, each by itself; `alone` and `flooded` are the lan without and with a denied flood. */
export const workloads = ['answered', 'denied', 'connections', 'alone', 'flooded'] as const;
export type Workload = (typeof workloads)[number];

/** One style at one size; times in milliseconds, rates in packets (or connections) per second of one CPU. */
export type Measured = {
  readonly load: number;
  readonly reload: number;
  readonly bytes: number;
  readonly rates: Record<Workload, number>;
};

/** Both styles for the same home. */
export type Pair = { readonly devices: number; readonly ours: Measured; readonly blog: Measured };

/** Packets in turn: one in twenty-one is denied. */
export const share = { lan: 60, denied: 3 };

/** The measured pairs, from small to large, as tables, and what is to hold of them. */
export function ruleReport(pairs: readonly Pair[]): Part {
  return { tables: [loadTable(pairs), rateTable(pairs), floodTable(pairs)], aims: aims(pairs) };
}

function loadTable(pairs: readonly Pair[]): Table {
  const time = (of: 'load' | 'reload') => (pair: Pair) => [
    figure(pair.ours[of]),
    figure(pair.blog[of]),
    times(pair.blog[of] / pair.ours[of]),
  ];
  return {
    title: 'Rules: loading them',
    note: 'Milliseconds of `nft -f` with its own start, from nothing to loaded and from loaded to loaded anew; bytes of the file. "post" is the style of the blog post.',
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
      text: `Our rules are flat from ${pairs[0]!.devices} to ${largest.devices} devices within 1.25x: ${words[name]}`,
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
