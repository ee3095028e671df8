import type { Cable } from './cable.ts';
import { openLaptop, type Program } from './open-laptop.ts';
import { type Shell, shellAt } from './shell.ts';
import type { Seat } from './terminal.ts';

/** Somebody who has logged in: what they see, and the shell that they type to. */
export type Login = { readonly seat: Seat; readonly shell: Shell };

/** A shell on the box, in one of the programs. */
export async function logIn(program: Program, { cable }: { readonly cable: Cable }): Promise<Login> {
  const seat = await openLaptop(program, cable);
  // what is typed while a program opens its line may be thrown away
  for (let tries = 1; ; tries += 1) {
    await seat.type('\r');
    const there = await prompt(seat, 10).then(
      () => true,
      () => false,
    );
    if (there) break;
    if (tries === 9) throw new Error(`no shell in ${program}`);
  }
  return { seat, shell: shellAt(cable, seat.type, seat.see) };
}

/** Waits until the shell waits for a command. */
export async function prompt(seat: Seat, seconds = 90): Promise<void> {
  await seat.until(({ rows, cursor }) => (rows[cursor.row]?.endsWith('$') ? null : 'no prompt'), seconds);
}
