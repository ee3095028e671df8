import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { prompt } from '../../laptop/log-in.ts';
import type { Picture, Seat } from '../../laptop/terminal.ts';

/** Somebody at a seat who goes by what they read; each screen that they waited for is kept in a file. */
export type Album = {
  type(keys: string): Promise<void>;
  see(): Promise<Picture>;
  /** Waits for words on the screen, however they are broken into rows. */
  shows(words: string | RegExp, seconds: number): Promise<Picture>;
  /** Waits until the shell waits for a command. */
  prompt(seconds: number): Promise<Picture>;
};

export function album(seat: Seat, file: string): Album {
  const kept = (picture: Picture, title: string) => {
    appendFileSync(file, `== ${title}\n${picture.rows.join('\n').trimEnd()}\n`);
    return picture;
  };
  return {
    type: (keys) => seat.type(keys),
    see: () => seat.see(),
    async shows(words, seconds) {
      await seat.until((now) => (holds(now, words) ? null : `no "${words}"`), seconds);
      return kept(await whole(seat), `${words}`);
    },
    async prompt(seconds) {
      await prompt(seat, seconds);
      return kept(await seat.see(), 'the shell');
    },
  };
}

/** The screen when it is painted to its end; one with a clock never stands still for long. */
async function whole(seat: Seat): Promise<Picture> {
  let before = await seat.see();
  for (let tries = 0; tries < 10; tries += 1) {
    await pause(200);
    const now = await seat.see();
    if (textOf(now) === textOf(before)) return now;
    before = now;
  }
  return before;
}

/** All that is on a screen, as one line. */
export function textOf({ rows }: Picture): string {
  return rows.join(' ').replace(/\s+/g, ' ');
}

function holds(picture: Picture, words: string | RegExp): boolean {
  const text = textOf(picture);
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}
