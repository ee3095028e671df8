import type { LivePicture, Place, Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Terminal, TerminalSize } from '../../system/terminal.ts';
import type { Desk, FrontEnd } from '../front-end.ts';
import { type Dialog, openDialog, pressKey, sheetOf, showPicture } from './dialog.ts';
import { hearKeys } from './hear-keys.ts';
import type { Key } from './keys.ts';
import { layOut, type Sheet, smallestTerminal } from './layout.ts';
import { pacedPictures } from './paced-pictures.ts';
import { createPainter } from './painter.ts';
import { createSizing } from './size.ts';
import { tooSmallSheet } from './too-small.ts';

/** How it may look: ASCII only, and whether an objection is also red. */
export type Look = { readonly ascii: boolean; readonly color: boolean };

/** The terminal does not hold the screens; `question` is the open one with what was typed so far. */
export type TooSmall = { readonly kind: 'too-small'; readonly size: TerminalSize; readonly question: Question | null };

/** The front end for a terminal that can place its cursor; `withFallBack` makes a FrontEnd of it. */
export type Tui = Omit<FrontEnd, 'ask'> & {
  readonly kind: 'tui';
  ask(question: Question, place: Place, desk: Desk): Promise<Reply<Secret> | TooSmall>;
  /** Resolves when what has come so far is on the screen. */
  settled(): Promise<void>;
};

type Asked = { readonly end: (reply: Reply<Secret> | TooSmall) => void; readonly fail: (error: unknown) => void };

/**
 * Takes the terminal and paints on it from then on. Keys count from the first moment, also
 * while Ink is being loaded and between two questions. Returns TooSmall, with the terminal
 * given back, where there is no room.
 */
export async function openTui(terminal: Terminal, look: Look): Promise<Tui | TooSmall> {
  const sizing = createSizing(terminal);
  let dialog: Dialog | null = null;
  let asked: Asked | null = null;
  let told: Sheet | null = null;
  let place: Place | null = null;
  let gone = false;
  let away = true;
  let failure: { readonly error: unknown } | null = null;
  const queue: Key[] = [];

  const hearing = hearKeys((key) => {
    const { answer, changed } = sizing.hear(key);
    if (key.name === 'control' && key.letter === 'l') repaint();
    else if (!answer) queue.push(key);
    if (changed && !away) painter.forget();
    work();
  });
  const listener = {
    bytes: hearing.bytes,
    changed() {
      sizing.look();
      if (away) return;
      painter.forget();
      painter.refresh();
    },
    gone() {
      gone = true;
      end({ kind: 'quit' });
    },
  };
  terminal.hold(listener);
  await terminal.write('naar is starting ...\n');
  // the terminal answers while Ink is being compiled
  const [{ openCanvas }] = await Promise.all([import('./canvas.tsx'), sizing.ask()]);
  const canvas = openCanvas(look.ascii);
  const painter = createPainter(terminal, look.color, draw, (error) => {
    failure = { error };
    asked?.fail(error);
  });
  away = false;

  function frame() {
    const { rows, columns } = sizing.size();
    return { rows: rows - 1, columns: Math.min(columns - 1, widest) };
  }

  function draw() {
    if (away) return null;
    const { rows, columns } = frame();
    const sheet = tooSmall() ? tooSmallSheet(sizing.size()) : dialog !== null ? sheetOf(dialog) : told;
    return sheet === null ? null : canvas.draw(layOut(sheet, rows, columns).picture);
  }

  function tooSmall(): boolean {
    const { rows, columns } = sizing.size();
    return columns < smallestTerminal.columns || rows < smallestTerminal.rows;
  }

  /** Gives the keys that have come to the open question, one after the other. */
  function work(): void {
    while (asked !== null && dialog !== null && queue.length > 0) {
      const key = queue.shift()!;
      if (tooSmall()) {
        if (key.name === 'enter') end({ kind: 'too-small', size: sizing.size(), question: dialog.field.question });
        continue;
      }
      const turn = pressKey(dialog, key, frame());
      dialog = turn.dialog;
      if (turn.reply !== null) end(turn.reply);
    }
    if (!away) painter.refresh();
  }

  function end(reply: Reply<Secret> | TooSmall): void {
    asked?.end(reply);
    asked = null;
  }

  function repaint(): void {
    if (away) return;
    painter.forget();
    void sizing.ask();
  }

  async function leave(): Promise<void> {
    await painter.settled();
    away = true;
    // the question stays in sight, the keys that no longer act do not
    await terminal.write(`\x1b[m\x1b[${frame().rows}H\x1b[K`);
    await terminal.release();
  }

  const tui: Tui = {
    kind: 'tui',
    async ask(question, where, desk) {
      if (failure !== null) throw failure.error;
      if (gone) return { kind: 'quit' };
      const ended = new AbortController();
      const answered = new Promise<Reply<Secret> | TooSmall>((resolve, reject) => {
        asked = { end: resolve, fail: reject };
      });
      dialog = openDialog(question, where, desk.objection, told?.text ?? []);
      place = where;
      told = null;
      if (question.kind === 'live') follow(desk.live(question.source, ended.signal));
      work();
      return answered.finally(() => ended.abort());
    },
    tell(paragraphs) {
      dialog = null;
      const before = told?.text ?? [];
      told = { place, title: '', text: [...before, ...paragraphs], notice: [], objection: null, field: null, keys: [] };
      painter.refresh();
    },
    settled: painter.settled,
    async lend(doing) {
      await leave();
      try {
        return await doing();
      } finally {
        terminal.hold(listener);
        sizing.look();
        await sizing.ask();
        away = false;
        painter.forget();
        painter.refresh();
      }
    },
    async close() {
      if (away) return;
      end({ kind: 'quit' });
      await leave();
      canvas.close();
    },
  };

  function follow(pictures: AsyncIterable<LivePicture>): void {
    const mine = asked;
    pacedPictures(pictures, (picture) => {
      if (asked !== mine || dialog === null) return false;
      dialog = showPicture(dialog, picture);
      if (picture.afresh) painter.forget();
      painter.refresh();
      return true;
    }).catch((error) => mine?.fail(error));
  }

  if (!tooSmall()) return tui;
  await tui.close();
  return { kind: 'too-small', size: sizing.size(), question: null };
}

/** Columns of a frame: what is wider is harder to read, and would cost more. */
const widest = 79;
