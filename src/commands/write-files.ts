import { join } from 'node:path';
import { type Change, fileSteps } from '../steps/change/change-steps.ts';
import { places } from '../steps/change/places.ts';
import type { System } from '../system/system.ts';
import { doSteps } from './do-steps.ts';
import type { Seat } from './follow-install.ts';
import type { BuiltChange } from './try-change.ts';

/** Writes files that make no other system: nothing is started anew, so nothing has to be on trial. */
export async function writeFiles(system: System, { change }: BuiltChange, seat: Seat): Promise<void> {
  const name = system.now().toISOString().slice(0, 19).replaceAll(':', '-');
  try {
    await doSteps(system, fileSteps(change, name), seat);
  } catch (error) {
    await unwrite(system, join(places.history, name), change);
    throw error;
  }
}

/** The files of before, as far as they were kept already; moved, for there may be no room for copies. */
async function unwrite(system: System, kept: string, { files }: Change): Promise<void> {
  // with this file the copies are whole
  if ((await system.kindOf(join(kept, 'system'))) !== null) {
    const present = await system.list(join(kept, 'nixos'));
    const before = files.filter(({ name }) => present.includes(name)).map(({ name }) => join(kept, 'nixos', name));
    await system.run('mv', ['-f', ...before, places.etc]);
  }
  await system.run('rm', ['-rf', kept]);
}
