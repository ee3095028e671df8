import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Verdict } from '../../../../src/uplink/verdict.ts';
import type { Order } from '../../../uplink/bench.ts';

/** The end of a look: what was found, what it means, and the milliseconds since the program began its work. */
export type Seen = {
  readonly result: { readonly [key: string]: unknown };
  readonly verdict: Verdict;
  readonly at: number;
};

/** What pppd has written last, also when the bench has taken its file away since. */
export const seen = { log: '' };

/** Runs the bench as a program of its own and watches meanwhile what anyone on the box can see of it. */
export function startBench(order: Order) {
  writeFileSync('/run/lab/order.json', JSON.stringify(order));
  const child = spawn('/usr/local/bin/node', ['/lab/job/bench.mjs', '/run/lab/order.json']);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
  const leaks = new Set<string>();
  const watch = setInterval(() => {
    for (const place of argumentLists()) if (place.includes('planted')) leaks.add(place);
    seen.log = textOf('/run/naar/bench/pppd.log') ?? seen.log;
  }, 250);
  const ended = new Promise<Seen>((resolve, reject) => {
    child.once('close', () => {
      clearInterval(watch);
      if (said.includes('planted')) leaks.add(said);
      const last = lines(said).findLast((line) => line.result !== undefined);
      if (last === undefined) reject(new Error(`the bench broke off: ${said}`));
      else resolve(last as unknown as Seen);
    });
  });
  ended.catch(() => {});
  return {
    ended,
    said: () => said,
    leaks: () => [...leaks],
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async until(kind: string) {
      while (!lines(said).some(({ event }) => event?.kind === kind)) {
        if (child.exitCode !== null) throw new Error(`no ${kind}: ${said}`);
        await pause(100);
      }
    },
    keptProcess: () =>
      (JSON.parse(readFileSync('/run/naar/bench/state.json', 'utf8')) as { kept: { process: number } }).kept.process,
  };
}

function lines(said: string): readonly { readonly event?: { readonly kind: string }; readonly result?: unknown }[] {
  return said.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function argumentLists(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => textOf(`/proc/${name}/cmdline`) ?? []);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
