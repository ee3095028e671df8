import type { PagesQuestion } from '../../../interview/questions/question.ts';
import type { Key } from '../keys.ts';
import { take } from './choice.ts';
import type { Field, Judge, Space } from './field.ts';
import { type List, listHeight, listParts, markedOption, markValue, moveMark } from './list.ts';

/** Pages to read, then a choice: Space reads on from one page to the next, arrows move among the options. */
export function openPages(question: PagesQuestion, judge: Judge): Field {
  return pagesField(question, judge, markValue(question.options, question.initial), { page: 0, top: 0 });
}

/** `page` is 0-based, `top` the first line of it that is seen. */
type Reading = { readonly page: number; readonly top: number };

function pagesField(question: PagesQuestion, judge: Judge, list: List, reading: Reading): Field {
  const marked = markedOption(list);
  const page = question.pages[reading.page] ?? { title: '', lines: [] };
  const several = question.options.length > 1;
  const field: Field = {
    question: { ...question, initial: marked?.value ?? question.initial },
    typing: false,
    keys: [
      'Enter: take',
      'Space/b: on/back',
      ...(question.pages.length > 1 ? ['n/p: other page'] : []),
      ...(several ? ['Up/Down: move'] : []),
      'Esc: back',
      '?: help',
    ],
    height(columns) {
      const { least, wanted } = listHeight(question.options, columns);
      const longest = Math.max(0, ...question.pages.map(({ lines }) => lines.length));
      return { least: least + 5, wanted: wanted + longest + 2 };
    },
    press(key, space) {
      if (key.name === 'enter') return marked === null ? null : take(field, marked, judge);
      const read = readOn(question, reading, several ? key : asReading(key), textRows(question, space));
      if (read !== null) return { kind: 'field', field: pagesField(question, judge, list, read) };
      const moved = moveMark(list, key, listSpace(question, space), true);
      return moved === null ? null : { kind: 'field', field: pagesField(question, judge, moved, reading) };
    },
    view(space) {
      const rows = textRows(question, space);
      const lines = page.lines.slice(reading.top, reading.top + rows);
      const blanks = Array.from({ length: rows - lines.length + 1 }, () => '');
      return [
        { kind: 'lines', lines: [heading(question, reading, rows, space.columns), ...lines, ...blanks] },
        ...listParts(list, listSpace(question, space), { checked: null, digits: several, cursor: true }),
      ];
    },
  };
  return field;
}

function heading({ pages }: PagesQuestion, { page, top }: Reading, rows: number, columns: number): string {
  const { title, lines } = pages[page] ?? { title: '', lines: [] };
  const where = [
    ...(pages.length > 1 ? [`${page + 1} of ${pages.length}`] : []),
    ...(lines.length > rows ? [`lines ${top + 1}-${Math.min(top + rows, lines.length)} of ${lines.length}`] : []),
  ].join(', ');
  const words = [...(title === '' ? [] : [title]), ...(where === '' ? [] : [where])].join(', ');
  return words === '' ? '' : `-- ${words.slice(0, columns - 6)} --`;
}

/** Where nothing is to be chosen, the arrows read. */
function asReading(key: Key): Key {
  if (key.name === 'down') return { name: 'pagedown' };
  return key.name === 'up' ? { name: 'pageup' } : key;
}

function readOn({ pages }: PagesQuestion, reading: Reading, key: Key, rows: number): Reading | null {
  const { page, top } = reading;
  const length = (index: number) => pages[index]?.lines.length ?? 0;
  const lastTop = (index: number) => Math.max(0, length(index) - rows);
  const at = (index: number, line: number): Reading =>
    index < 0 || index >= pages.length ? reading : { page: index, top: line };
  switch (key.name === 'text' ? key.text : key.name) {
    case ' ':
    case 'pagedown':
      return top < lastTop(page) ? at(page, Math.min(top + rows, lastTop(page))) : at(page + 1, 0);
    case 'b':
    case 'pageup':
      return top > 0 ? at(page, Math.max(0, top - rows)) : at(page - 1, lastTop(page - 1));
    case 'n':
      return at(page + 1, 0);
    case 'p':
      return at(page - 1, 0);
    default:
      return null;
  }
}

/** The options keep their rows; the rest is for reading, without its heading and the empty line below. */
function textRows(question: PagesQuestion, space: Space): number {
  return Math.max(1, space.rows - listSpace(question, space).rows - 2);
}

function listSpace({ options }: PagesQuestion, { rows, columns }: Space): Space {
  const { least, wanted } = listHeight(options, columns);
  return { columns, rows: Math.max(1, Math.min(rows - 3, Math.max(least, Math.min(wanted, rows - 8)))) };
}
