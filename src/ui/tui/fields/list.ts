import type { Option } from '../../../interview/questions/question.ts';
import { wrap } from '../../wrap.ts';
import type { Key } from '../keys.ts';
import type { ListRow, Part, Space } from './field.ts';

/** Options one below the other and a mark at one of them: what most fields are made of. */
export type List = {
  readonly options: readonly Option[];
  /** Index of the marked option; 0 where there is none. */
  readonly at: number;
};

/** A page of a list is never longer, so that turning it stays cheap on a slow line. */
const longestPage = 10;
/** Nor shorter than this, while there is other text to cut. */
const shortestPage = 5;
/** Rows kept free for the hint of the marked option, so that nothing jumps when the mark moves. */
const longestHint = 3;

/** The list with its mark at a value; at the first where there is no such value. */
export function markValue(options: readonly Option[], value: string): List {
  return {
    options,
    at: Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  };
}

/** The option at the mark; null in an empty list. */
export function markedOption({ options, at }: List): Option | null {
  return options[at] ?? null;
}

/** The list after a key that moves its mark; null for any other key. `letters`: j, k and digits move too. */
export function moveMark(list: List, key: Key, space: Space, letters: boolean): List | null {
  const size = pageSize(list.options, space);
  const to = (at: number): List => ({ ...list, at: Math.max(0, Math.min(list.options.length - 1, at)) });
  switch (key.name === 'text' && letters ? key.text : key.name) {
    case 'up':
    case 'k':
      return to(list.at - 1);
    case 'down':
    case 'j':
      return to(list.at + 1);
    case 'pageup':
      return to(list.at - size);
    case 'pagedown':
      return to(list.at + size);
    case 'home':
      return to(0);
    case 'end':
      return to(list.options.length - 1);
  }
  if (key.name !== 'text' || !letters || !/^\d$/.test(key.text)) return null;
  const place = (Number(key.text) + 9) % 10;
  const index = list.at - (list.at % size) + place;
  return place < size && index < list.options.length ? to(index) : list;
}

/** Rows for a list: a page that is still of use, and the whole of it or the longest page, with the rows beside it. */
export function listHeight(
  options: readonly Option[],
  columns: number,
): { readonly least: number; readonly wanted: number } {
  const beside = besideRows(options, columns);
  return {
    least: Math.min(options.length, shortestPage) + beside,
    wanted: Math.min(options.length, longestPage) + (options.length > longestPage ? 1 : 0) + beside,
  };
}

/** What differs between a choice, a set of boxes and a list below a field to type in. */
export type ListStyle = {
  /** Values that are checked; null where the list has no boxes. */
  readonly checked: ReadonlySet<string> | null;
  readonly digits: boolean;
  /** Whether the cursor rests at the mark. */
  readonly cursor: boolean;
};

/** The page with the mark, which page that is, and the hint of the marked option. */
export function listParts(list: List, space: Space, { checked, digits, cursor }: ListStyle): readonly Part[] {
  const { options, at } = list;
  const size = pageSize(options, space);
  const first = at - (at % size);
  const rows = options.slice(first, first + size).map(
    (option, index): ListRow => ({
      label: option.label,
      marked: first + index === at,
      digit: digits ? String((index + 1) % 10) : '',
      refused: option.refused !== null,
      checked: checked === null ? null : checked.has(option.value),
    }),
  );
  const parts: Part[] = [{ kind: 'list', rows, height: Math.min(size, options.length), cursor }];
  const pages = Math.ceil(options.length / size);
  if (pages > 1) {
    const page = first / size + 1;
    parts.push({
      kind: 'lines',
      lines: [`  Page ${page} of ${pages}, ${options.length} in all. PgUp and PgDn turn the page.`],
    });
  }
  const hint = hintRows(options, space);
  const marked = markedOption(list);
  if (hint > 0 && marked !== null) {
    parts.push({ kind: 'lines', lines: ['', ...hintLines(marked, space.columns)].slice(0, hint) });
  }
  return parts;
}

function pageSize(options: readonly Option[], space: Space): number {
  const all = space.rows - hintRows(options, space);
  const free = all >= Math.min(options.length, longestPage) && options.length <= longestPage ? all : all - 1;
  return Math.max(1, Math.min(longestPage, free));
}

/** As many of them as leave room for some options and the line that counts the pages. */
function hintRows(options: readonly Option[], { rows, columns }: Space): number {
  return Math.max(0, Math.min(besideRows(options, columns), rows - Math.min(options.length, 4)));
}

/** Rows for an empty line and the longest hint; none where no option has one. */
function besideRows(options: readonly Option[], columns: number): number {
  const longest = Math.max(0, ...options.map((option) => hintLines(option, columns).length));
  return longest === 0 ? 0 : longest + 1;
}

function hintLines({ hint, refused }: Option, columns: number): readonly string[] {
  const text = refused === null ? hint : `This cannot be taken: ${refused}`;
  if (text === '') return [];
  return wrap(text, columns - 2)
    .slice(0, longestHint)
    .map((line) => `  ${line}`);
}
