import { installTargets } from '../facts/disks.ts';
import type { Facts } from '../facts/facts.ts';
import { type Earlier, lookInto } from '../steps/install/begun.ts';
import { readStage, type Staged } from '../steps/install/staged.ts';
import type { System } from '../system/system.ts';

/**
 * The installation that did not come to its end: what this installer still knows of it, else, after a
 * power cut, what lies on a disk. Null where there is none.
 */
export async function findBegun(system: System, facts: Facts): Promise<Staged | null> {
  const here = await readStage(system);
  if (here !== null) return here;
  const earlier = await lookAtDisks(system, facts);
  return earlier.find(({ begun }) => begun !== null)?.begun?.staged ?? null;
}

/** What naar left on the disks of this machine, be it finished or not. */
export async function lookAtDisks(system: System, facts: Facts): Promise<readonly Earlier[]> {
  const found: Earlier[] = [];
  for (const { path } of installTargets(facts)) {
    const earlier = await lookInto(system, path);
    if (earlier !== null) found.push(earlier);
  }
  return found;
}
