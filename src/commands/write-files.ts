import { join } from 'node:path';
import { type Change, fileSteps } from '../steps/change/change-steps.ts';
import { followChannel } from '../steps/change/follow-channel.ts';
import { places } from '../steps/change/places.ts';
import type { System } from '../system/system.ts';
import { wrap } from '../ui/wrap.ts';
import { doSteps } from './do-steps.ts';
import type { Seat } from './follow-install.ts';
import type { BuiltChange } from './try-change.ts';

/**
 * The end of a change that makes no other system: the files are written where they are others, nothing is started anew,
 * so nothing has to be on trial. Gives the words for the person.
 */
export async function withoutSwitch(system: System, built: BuiltChange, seat: Seat): Promise<string> {
  const { kind, change } = built;
  if (kind === 'files') await writeFiles(system, change, seat);
  if (change.channel !== null)
    await followChannel(system, change.channel, (words) => seat.write(`${wrap(words).join('\n')}\n`));
  return kind === 'nothing'
    ? 'Nothing changes: the router is what the answers say already. Nothing was started anew.'
    : 'The files are written. They make the same system, so nothing was started anew.';
}

async function writeFiles(system: System, change: Change, seat: Seat): Promise<void> {
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
