import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paint, type Shown } from '../../../src/ui/tui/paint.ts';
import { wireLength } from '../../../src/ui/tui/pen.ts';
import { readFrame, type Screen, withCursor, withLook } from '../../../src/ui/tui/screen.ts';
import { emulator, vt100 } from './emulator.ts';

const columns = 39;
const rowCount = 9;

function screen(lines: readonly string[]): Screen {
  return readFrame(lines.join('\n'), rowCount, columns);
}

/** Bytes on the line that lead from one screen to the next. */
function step(before: readonly string[], after: readonly string[]): string {
  const { shown } = paint(null, screen(before), true);
  return paint(shown, screen(after), true).bytes;
}

const list = (marked: number) =>
  ['one', 'two', 'three', 'four'].map((word, row) => `${row === marked ? withCursor('>') : ' '} ${word}`);
const field = (text: string) => ['Name:', `${text}${withCursor(' ')}`];

describe('what a change costs on the line', () => {
  it.each([
    ['down in a list', list(0), list(1), ' \n>\r'],
    ['down by three', list(0), list(3), ' \x1b[4H>\r'],
    ['up in a list', list(2), list(1), ' \x1b[2H>\r'],
    ['nothing', list(2), list(2), ''],
    ['a typed character', field('ab'), field('abc'), 'c'],
    ['a character taken back', field('abc'), field('ab'), '\b \b'],
    ['a line emptied', field('abcdefgh'), field(''), '\r\x1b[K'],
    ['to the beginning of a line', ['> ab '], [`> ${withCursor('a')}b`], '\b\b'],
    ['a word in the middle of text', ['a b c d e f g h i j k'], ['a b c d e X g h i j k'], '\x1b[;11HX'],
    ['two letters three apart', ['', 'abcdefgh'], ['', 'Xbc dYgh'], '\rXbc dY'],
    ['a strong word', ['', 'plain'], ['', withLook('plain', 'strong')], '\r\x1b[1mplain\x1b[m'],
    ['an alarm, which is also red', ['', ''], ['', withLook('! no', 'alarm')], '\n\x1b[1;31m! no\x1b[m'],
  ])('%s', (_, before, after, bytes) => {
    // the cursor begins where the screen before left it
    expect(step(before, after)).toBe(bytes);
  });

  it('writes no colour where none is wanted', () => {
    expect(paint(null, screen([withLook('! no', 'alarm')]), false).bytes).toBe('\x1b[m\x1b[H\x1b[J\x1b[1m! no\x1b[m');
  });

  it('goes by an absolute place behind a character that may be two cells wide', () => {
    const { bytes } = paint(paint(null, screen(['', 'abc  xyz']), true).shown, screen(['', 'a\u00e9c  xYz']), true);
    expect(bytes).toBe('\ra\u00e9\x1b[2;7HY');
  });

  it('paints all anew on another width', () => {
    const { shown } = paint(null, screen(['abc']), true);
    expect(paint(shown, readFrame('abc', rowCount, columns + 10), true).bytes).toBe('\x1b[m\x1b[H\x1b[Jabc');
  });

  it('counts LF as the CR LF that the kernel sends, and UTF-8 as its bytes', () => {
    expect(wireLength('a\n')).toBe(3);
    expect(wireLength('\u00e9\u2500')).toBe(5);
  });
});

/** Frames that share most of their cells, as real ones do, and some that do not. */
const word = fc.constantFrom('one', 'two words', '', 'a', '  ', 'x'.repeat(30), '-'.repeat(39), 'caf\u00e9', '! no');
const cell = fc.record({ word, look: fc.constantFrom('plain', 'strong', 'alarm'), cursor: fc.boolean() } as const);
const row = fc
  .array(cell, { maxLength: 4 })
  .map((cells) =>
    cells
      .map(({ word, look, cursor }) => withLook(cursor ? withCursor(word.slice(0, 1)) + word.slice(1) : word, look))
      .join(' '),
  );
const frames = fc
  .tuple(
    fc.array(row, { minLength: rowCount, maxLength: rowCount }),
    fc.array(fc.array(fc.tuple(fc.nat(rowCount - 1), row), { maxLength: 3 }), { minLength: 1, maxLength: 5 }),
  )
  .map(([first, changes]) => {
    const all = [first];
    for (const change of changes)
      all.push(all.at(-1)!.map((line, at) => change.find(([row]) => row === at)?.[1] ?? line));
    return all;
  });

describe('random frames', () => {
  it('painted by their differences are the frames painted whole', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async (all) => {
        const followed = emulator(columns + 1, rowCount + 1);
        let shown: Shown = null;
        for (const frame of all) {
          const wanted = screen(frame);
          const painted = paint(shown, wanted, true);
          expect(painted.bytes).toMatch(vt100);
          await followed.feed(painted.bytes);
          shown = painted.shown;
          const whole = emulator(columns + 1, rowCount + 1);
          await whole.feed(paint(null, wanted, true).bytes);
          expect(followed.rows()).toEqual(whole.rows());
          expect(followed.looks()).toEqual(whole.looks());
          expect(followed.rows()).toEqual([...wanted.rows.map(({ text }) => text.trimEnd()), '']);
          if (wanted.cursor !== null) expect(followed.cursor()).toEqual(wanted.cursor);
          if (painted.shown.pen.column !== null)
            expect(followed.cursor()).toMatchObject({ row: painted.shown.pen.row, column: painted.shown.pen.column });
        }
      }),
      { numRuns: 300 },
    );
  });
});
