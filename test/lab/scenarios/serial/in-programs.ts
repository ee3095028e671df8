import { join } from 'node:path';
import { keysFor } from '../../../commands/typist.ts';
import { type Login, logIn, prompt } from '../../laptop/log-in.ts';
import type { Program } from '../../laptop/open-laptop.ts';
import { waitFor } from '../../laptop/shell.ts';
import type { Desk } from './desk.ts';
import { ended } from './ended.ts';
import { walkThere } from './walk.ts';

/** What goes on around a walk; `pictures` is what the cable carried up to the review. */
type Around = { before(): Promise<void>; after(pictures: string): Promise<void> };

/** The whole way in minicom, while the kernel has something to say every second. */
export async function inMinicom(desk: Desk): Promise<void> {
  const { cable, check } = desk;
  const login = await logIn('minicom', desk);
  const { see, type, close } = login.seat;
  const speaks = async (from: number, otherwise: string) =>
    waitFor(() => (cable.sent().slice(from).includes(noise) ? '' : null), 60, otherwise, see);
  await walked('minicom', desk, login, {
    before: () =>
      check('minicom: before naar the kernel speaks on the line', async () => {
        await type('sudo systemd-run --unit kernel-talks /usr/local/bin/kernel-talks\r');
        await speaks(0, 'it says nothing');
      }),
    after: async (pictures) => {
      await check('minicom: while naar is there the kernel is silent, and speaks again afterwards', async () => {
        const words = pictures.slice(pictures.indexOf('naar - step')).split(noise).length - 1;
        if (words > 0) throw new Error(`it spoke ${words} times into the picture`);
        await speaks(cable.sent().length, 'it stays silent');
      });
      await type('sudo systemctl stop kernel-talks; sudo dmesg -n 4; clear\r');
      await prompt(login.seat);
    },
  });
  await close();
}

const noise = 'the kernel says';

/** The same way in the others, on a quiet line. */
export async function inOtherPrograms(desk: Desk): Promise<void> {
  for (const program of ['picocom', 'screen'] as const) {
    const login = await logIn(program, desk);
    await walked(program, desk, login, { before: async () => {}, after: async () => {} });
    await login.seat.close();
  }
}

/** From `sudo naar` to the review, and out of it again: pictures, answers, and the terminal afterwards. */
async function walked(program: Program, desk: Desk, { seat, shell }: Login, { before, after }: Around): Promise<void> {
  const { cable, check, folder, stations, draft } = desk;
  await shell.run('sudo rm -rf /run/naar');
  const sane = await shell.run('stty -a');
  await before();
  const began = cable.sent().length;
  await seat.type('clear; sudo naar\r');
  await check(`${program}: every screen to the review is the one of a terminal without a line`, async () => {
    const { differences, said } = await walkThere(seat, stations, cable, join(folder, `in-${program}.txt`));
    if (differences.length > 0) throw new Error(`${differences.length} differ, the first: ${differences[0]}`);
    return said;
  });
  const pictures = cable.sent().slice(began);
  const { question, value } = stations.at(-1)!.said;
  await seat.type(keysFor('tui', question, value));
  await ended(cable, began, 90, seat.see);
  await after(pictures);
  await check(`${program}: the answers are the same, byte for byte`, async () => {
    const there = await shell.run('sudo cat /run/naar/draft.yaml');
    if (there !== draft) throw new Error(`there are\n${there}\ninstead of\n${draft}`);
  });
  await check(`${program}: afterwards the terminal is as before, and what is typed is seen`, async () => {
    const now = await shell.run('stty -a');
    if (now !== sane) throw new Error(`${now}\ninstead of\n${sane}`);
    const all = cable.sent().slice(began);
    if (all.lastIndexOf('[?25l') > all.lastIndexOf('[?25h')) throw new Error('The cursor is hidden.');
    await seat.type('clear; echo seen by me\r');
    const seen = (rows: readonly string[]) => rows.includes('seen by me');
    await seat.until(({ rows }) => (seen(rows) ? null : 'it is not seen'), 30);
  });
}
