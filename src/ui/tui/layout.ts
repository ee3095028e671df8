import type { Place } from '../../interview/questions/question.ts';
import { paragraphs, wrap, wrapped } from '../wrap.ts';
import type { Field, Part, Space } from './fields/field.ts';

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
/** A field gets so much before anything else does. */
const fieldFirst = 6;

/**
 * Puts a sheet into a frame. Where it is too small for all of it, the field gets shorter
 * first (a list has pages), then the paragraphs are cut, which the help shows whole. What
 * objects is cut last.
 */
export function layOut(
  sheet: Sheet,
  rows: number,
  columns: number,
): { readonly picture: Picture; readonly space: Space } {
  const title = sheet.title === '' ? [] : wrap(sheet.title, columns);
  const { least, wanted } = sheet.field?.height(columns) ?? { least: 0, wanted: 0 };
  let left = rows - frameRows - title.length;
  /** As much of a block as fits, with the empty line before it. */
  const block = (lines: readonly string[], cut: (rows: number) => readonly string[]) => {
    const fitting = lines.length < left ? lines : cut(Math.max(0, left - 1));
    left -= fitting.length === 0 ? 0 : fitting.length + 1;
    return fitting;
  };
  const shortened = (lines: readonly string[]) => block(lines, (count) => lines.slice(0, count));
  let fieldRows = Math.min(least, fieldFirst);
  left -= fieldRows === 0 ? 0 : fieldRows + 1;
  const objection = shortened(sheet.objection === null ? [] : wrapped(sheet.objection, '! ', '  ', columns));
  const notice = shortened(sheet.notice.flatMap((text) => wrapped(text, '* ', '  ', columns)));
  const more = Math.max(0, Math.min(least - fieldRows, left));
  fieldRows += more;
  left -= more;
  const whole = paragraphs(sheet.text, columns);
  const text = block(whole, (count) => (count < 2 ? [] : [...whole.slice(0, count - 1), moreToSay]));
  const airy = left > 0;
  const space = { columns, rows: Math.min(wanted, fieldRows + left - (airy ? 1 : 0)) };
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

const moreToSay = '(There is more to say: the help shows all of it.)';

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
