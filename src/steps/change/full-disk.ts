import type { System } from '../../system/system.ts';
import { StepFailure } from '../steps.ts';
import { places } from './places.ts';

/** What the kernel, nix and naar say of a disk without room. */
const words = /No space left on device|Disk quota exceeded|the disk is full/i;

/** What to do then. */
export const makeRoom =
  'Make room, then try again: sudo nix-collect-garbage --delete-older-than 14d ("naar doctor" says how much there is).';

/** Whether a text speaks of a disk without room. */
export function speaksOfFullDisk(text: string): boolean {
  return words.test(text);
}

/**
 * A failure for want of room, told so and with the way to make some; null where it is another one. What
 * the attempt left is taken away: it takes room that the way back may need.
 */
export async function fullDisk(system: System, { step, message, evidence }: StepFailure): Promise<StepFailure | null> {
  if (!speaksOfFullDisk([message, ...evidence].join('\n'))) return null;
  await system.run('rm', ['-rf', places.build, `${places.pending}.new`], { timeout: 60_000 });
  return new StepFailure(step, 'The disk is full.', makeRoom, evidence);
}
