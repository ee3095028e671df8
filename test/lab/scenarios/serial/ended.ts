import type { Cable } from '../../laptop/cable.ts';
import { waitFor } from '../../laptop/shell.ts';

/** Waits until naar has kept the answers and the shell is back: what is typed before that, sudo throws away. */
export async function ended(cable: Cable, from: number, seconds: number, look: () => Promise<unknown>): Promise<void> {
  const back = () => /Your answers are kept in.*nixos@/s.exec(cable.sent().slice(from));
  await waitFor(back, seconds, 'naar does not end', look);
}
