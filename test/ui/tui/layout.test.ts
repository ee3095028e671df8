import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { LivePicture, Question } from '../../../src/interview/questions/question.ts';
import { openCanvas } from '../../../src/ui/tui/canvas.tsx';
import { openDialog, pressKey, sheetOf, showPicture } from '../../../src/ui/tui/dialog.ts';
import { layOut } from '../../../src/ui/tui/layout.ts';
import { internet } from './scenes.ts';

const canvas = openCanvas(true);
afterAll(() => canvas.close());

const words = (max: number) =>
  fc
    .array(fc.constantFrom('router', 'a', 'of', 'network', `https://example.org/${'x'.repeat(70)}`), { maxLength: max })
    .map((all) => all.join(' '));
const asked = fc
  .record({
    // 76 characters are what a question promises (question.ts)
    title: words(8)
      .map((title) => title.slice(0, 76))
      .filter((title) => title.trim() !== ''),
    text: fc.array(words(60), { maxLength: 4 }),
    objection: fc.option(words(30)),
    options: fc.array(fc.record({ hint: words(30), refused: fc.option(words(10)) }), { minLength: 1, maxLength: 25 }),
    kind: fc.constantFrom('choice', 'search', 'choices', 'live', 'pages'),
    lines: fc.nat(60),
  })
  .map(({ kind, options, lines, ...rest }): Question => {
    const all = options.map((option, index) => ({ ...option, value: `${index}`, label: `Option ${index}` }));
    const base = { ...rest, id: 'any', step: 'internet' as const, help: [], options: all, initial: '0' };
    if (kind === 'choices') return { ...base, kind, initial: [] };
    if (kind === 'live') return { ...base, kind, source: 'cables' };
    const page = (title: string) => ({ title, lines: Array.from({ length: lines }, (_, line) => `line ${line}`) });
    if (kind === 'pages') return { ...base, kind, pages: [page('one'), page('')] };
    return { ...base, kind: 'choice', search: kind === 'search' };
  });
const picture = fc.nat(14).map(
  (count): LivePicture => ({
    lines: Array.from({ length: count }, (_, line) => `picture ${line}`),
    news: [],
    options: null,
    suggested: null,
    finished: false,
  }),
);
const size = fc.record({ rows: fc.integer({ min: 19, max: 50 }), columns: fc.integer({ min: 59, max: 79 }) });
const steps = fc.array(fc.oneof(fc.constantFrom('down', 'up', 'pagedown', 'end', 'home', ' '), picture), {
  maxLength: 6,
});

it('every screen has its heading, its mark and its keys in place, whatever there is to say', () => {
  fc.assert(
    fc.property(
      asked,
      fc.array(words(20), { maxLength: 2 }),
      size,
      steps,
      (question, notice, { rows, columns }, all) => {
        let dialog = openDialog(question, internet, () => null, notice);
        for (const step of all) {
          if (typeof step !== 'string') dialog = showPicture(dialog, step);
          else {
            const key = step === ' ' && question.kind !== 'choice' ? { name: 'text', text: ' ' } : { name: step };
            dialog = pressKey(dialog, key as never, { rows, columns }).dialog;
          }
        }
        const screen = canvas.draw(layOut(sheetOf(dialog), rows, columns).picture);
        const lines = screen.rows.map(({ text }) => text.trimEnd());
        expect(lines[0]).toBe('naar - step 3 of 9: Internet');
        expect(lines[1]).toBe('-'.repeat(columns));
        expect(lines.at(-1)).toMatch(/^Enter: take/);
        expect(lines.filter((line) => /^>.*Option \d+$/.test(line))).toHaveLength(1);
        expect(screen.cursor).not.toBe(null);
        if (question.objection?.trim()) expect(lines.some((line) => line.startsWith('!'))).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
