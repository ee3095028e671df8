import type { Place } from '../../interview/questions/question.ts';
import type { Field, Part, Space } from './fields/field.ts';
import { hanging, paragraphs, wrapped } from './words.ts';

/** A screen as plain data: what stands on it, in lines that fit. Ink draws it. */
export type Picture = {
  /** Of the frame: a row and a column less than the terminal has. */
  readonly rows: number;
  readonly columns: number;
  readonly header: string;
  readonly title: readonly string[];
  readonly text: readonly string[];
  readonly parts: readonly Part[];
  /** Below the field. */
  readonly notice: readonly string[];
  readonly objection: readonly string[];
  readonly footer: string;
  /** Whether an empty line goes between the heading and the rest. */
  readonly airy: boolean;
};

/** What is on the screen besides the field itself. */
export type Sheet = {
  readonly place: Place | null;
  readonly title: string;
  readonly text: readonly string[];
  readonly notice: readonly string[];
  readonly objection: string | null;
  readonly field: Field | null;
  /** The keys that act; null where the field names them. */
  readonly keys: readonly string[] | null;
};

/** The smallest terminal that holds every screen; on a smaller one the plain lines are better. */
export const smallestTerminal = { columns: 60, rows: 20 } as const;

/** Heading, rule and the line of keys. */
const frameRows = 3;

/**
 * Puts a sheet into a frame. Where it is too small for all of it, the field gets shorter
 * first (a list has pages), then the paragraphs are cut, which the help shows whole.
 */
export function layOut(
  sheet: Sheet,
  rows: number,
  columns: number,
): { readonly picture: Picture; readonly space: Space } {
  const title = sheet.title === '' ? [] : wrapped(sheet.title, columns);
  const objection = sheet.objection === null ? [] : hanging('!', sheet.objection, columns);
  const notice = sheet.notice.flatMap((text) => hanging('*', text, columns));
  const whole = paragraphs(sheet.text, columns);
  const { least, wanted } = sheet.field?.height(columns) ?? { least: 0, wanted: 0 };
  const taken = frameRows + title.length + behind(objection) + behind(notice) + (least > 0 ? 1 : 0);
  const airy = rows - taken - 1 - least >= (whole.length > 0 ? whole.length + 1 : 0);
  const free = rows - taken - (airy ? 1 : 0);
  const text = shortened(whole, free - least - 1);
  const left = free - (text.length > 0 ? text.length + 1 : 0);
  const space = { columns, rows: Math.max(0, Math.min(wanted, left)) };
  return {
    space,
    picture: {
      rows,
      columns,
      header: header(sheet.place),
      title,
      text,
      parts: sheet.field?.view(space) ?? [],
      notice,
      objection,
      footer: fitting(keysOf(sheet), columns),
      airy,
    },
  };
}

/** Rows of a block with the empty line before it. */
function behind(lines: readonly string[]): number {
  return lines.length === 0 ? 0 : lines.length + 1;
}

function header(place: Place | null): string {
  return place === null ? 'naar' : `naar - step ${place.step} of ${place.of}: ${place.title}`;
}

function keysOf({ field, keys, place }: Sheet): readonly string[] {
  const all = keys ?? field?.keys ?? [];
  return place?.canGoBack === false ? all.filter((key) => !key.startsWith('Esc')) : all;
}

/** As many as fit on one line: the last ones are the least important. */
function fitting(keys: readonly string[], columns: number): string {
  let line = '';
  for (const key of keys) {
    const longer = line === '' ? key : `${line}  ${key}`;
    if (longer.length > columns) break;
    line = longer;
  }
  return line;
}

function shortened(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return rows < 2 ? [] : [...lines.slice(0, rows - 1), '(There is more to say: the help shows all of it.)'];
}
