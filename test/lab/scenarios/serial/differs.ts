import type { Question } from '../../../../src/interview/questions/question.ts';
import type { Picture } from '../../laptop/terminal.ts';

/** A part of a screen that is another on the box than on a recording of it, and why. */
type Mask = {
  readonly why: string;
  readonly hides: (question: Question, rows: Rows) => boolean;
  readonly left: (rows: Rows) => Rows;
};
type Rows = readonly string[];

const isOption = (row: string) => /^[> ] \d /.test(row);
const isTold = (row: string) => row.startsWith('* ');
const asked = (rows: Rows) => [...rows.slice(0, rows.findIndex(isTold)), rows.at(-2)!];

/** All that is not compared, by name. */
export const masks: Readonly<Record<string, Mask>> = {
  'live picture': {
    why: 'jacks and line are real ones there, and recorded ones here; which answer is proposed follows from them',
    hides: ({ kind }) => kind === 'live',
    left: (rows) => [...rows.slice(0, 4), ...rows.filter(isOption).map((row) => row.slice(2)), rows.at(-2)!],
  },
  'first words': {
    why: 'a recorded box says that it is one',
    hides: ({ id }) => id === 'welcome',
    left: asked,
  },
  'where the answers are': {
    why: 'those of a recorded box have a folder of its name',
    hides: (_, rows) => rows.some((row) => row.includes('/run/naar/')),
    left: asked,
  },
};

/** In which cell a screen is another than expected; null where it is the same, but for what is masked. */
export function differs(expected: Picture, seen: Picture, question: Question): string | null {
  const mask = Object.values(masks).find(({ hides }) => hides(question, expected.rows));
  const [should, is] = [expected, seen].map(({ rows }) => (mask === undefined ? rows : mask.left(rows))) as [
    Rows,
    Rows,
  ];
  for (const index of Array(Math.max(should.length, is.length)).keys())
    if (is[index] !== should[index]) return `${question.id}: "${is[index]}" is there, not "${should[index]}"`;
  if (mask !== undefined) return null;
  const [there, here] = [seen.cursor, expected.cursor].map(({ row, column }) => `${row},${column}`);
  return there === here ? null : `${question.id}: the cursor is at ${there}, not at ${here}`;
}
