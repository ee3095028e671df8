import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Medians over the runs of one command: milliseconds and bytes. */
export type ChildCost = {
  readonly wall: number;
  /** User and system time together. */
  readonly cpu: number;
  /** Peak resident memory. */
  readonly peak: number;
};

type Run = ChildCost & { readonly command: number; readonly code: number; readonly errors: string };

/**
 * Runs each command `runs` times, all of them in turn, and gives the medians in
 * the order of the commands. Throws with the command's own words where one fails:
 * a figure of something that does not work is worth nothing.
 */
export function childCosts(commands: readonly (readonly string[])[], runs: number): ChildCost[] {
  const script = fileURLToPath(new URL('child-cost.py', import.meta.url));
  const { status, stdout, stderr } = spawnSync('python3', [script], {
    input: JSON.stringify({ commands, runs }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`The bench could not start its commands: ${stderr}`);
  const all = (JSON.parse(stdout) as { runs: readonly Run[] }).runs;
  const failed = all.find(({ code }) => code !== 0);
  if (failed !== undefined) {
    throw new Error(`${commands[failed.command]!.join(' ')}\nended with ${failed.code}: ${failed.errors.trim()}`);
  }
  return commands.map((_, index) => {
    const own = all.filter(({ command }) => command === index);
    return {
      wall: median(own.map(({ wall }) => wall)),
      cpu: median(own.map(({ cpu }) => cpu)),
      peak: median(own.map(({ peak }) => peak)),
    };
  });
}

/** The middle value; a busy moment of the machine does not move it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
