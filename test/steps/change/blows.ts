import { expect } from 'vitest';
import type { RouterRoot } from './router-root.ts';

/** What comes over a router at a call of one of its tools: the caller is killed, naar is, its terminal is gone, or its power is; before the work or half way. */
export type Blow = { readonly when: 'before' | 'within'; readonly kind: 'process' | 'naar' | 'hang-up' | 'power' };
/** Tools whose work can be cut in two. */
const divisible = /^(cp|nix-build|nix-env|systemd-run .*--wait|switch-to-configuration .* (test|boot)) ?/;

/** Each point takes a router of its own: `npm test` tries every fourth (all where there are no more than four), NAAR_ALL_POINTS=1 tries all. */
export const stride = process.env.NAAR_ALL_POINTS === '1' ? 1 : 4;

/**
 * Does the work with a blow at a call of a tool, in a router of its own for each call that an undisturbed run
 * makes, and hands over what is left; gives how many points that were. `wanted` are the calls that matter.
 */
export function atEachCall(
  from: RouterRoot,
  { when, kind }: Blow,
  work: (router: RouterRoot) => void,
  then: (router: RouterRoot, call: string) => void,
  wanted = (_calls: readonly string[], _index: number) => true,
): number {
  let points = 0;
  const quiet = from.copy();
  quiet.killAt(null);
  work(quiet);
  const calls = quiet.asked();
  quiet.dispose();
  expect(calls.length).toBeGreaterThan(5);
  const all = [...calls.entries()].filter(
    ([index, call]) => wanted(calls, index) && (when === 'before' || divisible.test(call)),
  );
  for (const [index, call] of all.filter((_, place) => all.length <= 4 || place % stride === 0)) {
    const router = from.copy();
    try {
      router.killAt(index + 1, when, kind);
      work(router);
      expect(router.struck(), `${call} was reached`).toBe(true);
      points += 1;
      router.killAt(null);
      then(router, call);
    } finally {
      router.dispose();
    }
  }
  return points;
}

/** Building touches nothing: of its calls only the build itself is cut; from the saving on each one is. */
export function fromSavingOn(calls: readonly string[], index: number): boolean {
  return index >= calls.indexOf('rm -rf /var/lib/naar/pending.new') || /^nix-build/.test(calls[index] ?? '');
}

/** What happens by itself, or by the next command, when whoever was at work is gone. */
export function recover(router: RouterRoot, kind: Blow['kind']): void {
  if (kind === 'power') router.restart();
  else if (!router.timeOut() && router.has('var/lib/naar/pending')) router.naar('rollback');
}
