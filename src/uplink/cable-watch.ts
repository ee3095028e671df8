import type { System } from '../system/system.ts';
import { type Bench, type Busy, openBench } from './bench.ts';
import { type LinkState, readLinkState } from './link-state.ts';
import { type TimeLimit, timeLimit } from './time-limit.ts';

/** A jack and whether a cable with something alive at its other end is in it. Speed in Mbit/s, null where unknown. */
export type JackLink = { readonly jack: string; readonly link: 'up' | 'down'; readonly speed: number | null };

/** What is told while it goes on. */
export type CableEvent =
  /** A jack as it is found, and each change until all have found their speed: not the person's doing. */
  | ({ readonly kind: 'found' } & JackLink)
  /** All jacks are on and have settled: now is the time to say "plug in the cable". */
  | { readonly kind: 'ready'; readonly jacks: readonly JackLink[] }
  /** A link came, went, or changed its speed after that. */
  | ({ readonly kind: 'changed' } & JackLink)
  /** A jack that does not stay on: something else on this system switches it off. */
  | { readonly kind: 'held-off'; readonly jack: string };

/** How the watch ended. */
export type CableResult =
  | {
      readonly kind: 'watched';
      readonly jacks: readonly JackLink[];
      /** The jack whose link came last while we watched: the one that was just plugged in. */
      readonly plugged: string | null;
      /** Jacks whose link went and did not come back. */
      readonly unplugged: readonly string[];
    }
  | Busy;

/**
 * Watches the cables of all jacks until `stop` or until the seconds are over.
 * Every jack is switched on for it, silently, and given back as it was. Looks
 * four times a second; a jack that is on already is left to whoever runs it.
 */
export async function watchCables(
  system: System,
  jacks: readonly string[],
  seconds: number,
  tell: (event: CableEvent) => void,
  stop: AbortSignal,
): Promise<CableResult> {
  const bench = await openBench(system, 'cables');
  if ('kind' in bench) return bench;
  const limit = timeLimit(system, seconds * 1_000, stop);
  try {
    const look = looker(system, jacks);
    const settled = await settle(system, bench, jacks, look, tell, limit);
    tell({ kind: 'ready', jacks: settled });
    return await watch(system, settled, look, tell, limit);
  } finally {
    limit.end();
    await bench.close();
  }
}

type Look = () => Promise<readonly (JackLink & { readonly on: boolean })[]>;

function looker(system: System, jacks: readonly string[]): Look {
  return async () => {
    const states = await Promise.all(jacks.map((jack) => readLinkState(system, jack)));
    return jacks.map((jack, index) => ({ jack, ...seen(states[index] ?? null) }));
  };
}

function seen(state: LinkState | null): Omit<JackLink, 'jack'> & { readonly on: boolean } {
  return state === null ? { link: 'down', speed: null, on: false } : state;
}

/** Milliseconds between two looks, and the time that a jack needs to find its speed after it was switched on. */
const between = 250;
const settling = 5_000;

async function settle(
  system: System,
  bench: Bench,
  jacks: readonly string[],
  look: Look,
  tell: (event: CableEvent) => void,
  limit: TimeLimit,
): Promise<readonly JackLink[]> {
  const before = await look();
  for (const { jack, on } of before) if (!on) await bench.borrow(jack);
  const off = before.filter(({ on }) => !on).map(({ jack }) => jack);
  const patience = timeLimit(system, off.length === 0 ? 0 : settling, limit.over);
  let links = tidy(before);
  for (const link of links) tell({ kind: 'found', ...link });
  for (;;) {
    const now = await look();
    for (const link of differing(links, now)) tell({ kind: 'found', ...link });
    links = tidy(now);
    const waiting = now.some(({ jack, link }) => off.includes(jack) && link === 'down');
    if (!waiting || patience.over.aborted) {
      patience.end();
      for (const { jack, on } of now) if (!on && jacks.includes(jack)) tell({ kind: 'held-off', jack });
      return links;
    }
    await system.wait(between, patience.over);
  }
}

async function watch(
  system: System,
  settled: readonly JackLink[],
  look: Look,
  tell: (event: CableEvent) => void,
  limit: TimeLimit,
): Promise<CableResult> {
  let links = settled;
  let plugged: string | null = null;
  while (!limit.over.aborted) {
    await system.wait(between, limit.over);
    const now = await look();
    for (const change of differing(links, now)) {
      const came = change.link === 'up' && links.find(({ jack }) => jack === change.jack)?.link === 'down';
      if (came) plugged = change.jack;
      tell({ kind: 'changed', ...change });
    }
    links = tidy(now);
  }
  const unplugged = settled
    .filter(({ jack, link }) => link === 'up' && links.some((now) => now.jack === jack && now.link === 'down'))
    .map(({ jack }) => jack);
  // a cable that was moved on and is out again was not the answer
  const still = links.some(({ jack, link }) => jack === plugged && link === 'up');
  return { kind: 'watched', jacks: links, plugged: still ? plugged : null, unplugged };
}

function differing(before: readonly JackLink[], now: readonly JackLink[]): readonly JackLink[] {
  return tidy(now).filter(({ jack, link, speed }) => {
    const old = before.find((other) => other.jack === jack);
    return old?.link !== link || old.speed !== speed;
  });
}

function tidy(links: readonly JackLink[]): readonly JackLink[] {
  return links.map(({ jack, link, speed }) => ({ jack, link, speed }));
}
