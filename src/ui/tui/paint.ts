import { dip, movePen, type Pen, type Stroke, wireLength, write } from './pen.ts';
import { emptyRow, looks, type Row, type Screen } from './screen.ts';

/** What the terminal shows now; null where that is not known. */
export type Shown = { readonly screen: Screen; readonly pen: Pen } | null;

/** The bytes for the line, and what the terminal shows once it has them. */
export type Painted = { readonly bytes: string; readonly shown: NonNullable<Shown> };

/**
 * The bytes that turn what the terminal shows into `next`: only runs of cells that differ
 * are written, and the cursor is put where it belongs. From an unknown screen everything
 * is erased first (CUP and ED, both of the VT100).
 */
export function paint(shown: Shown, next: Screen, color: boolean): Painted {
  const fresh = shown === null || shown.screen.columns !== next.columns;
  const before = fresh ? [] : shown.screen.rows;
  const start: Stroke = fresh
    ? { bytes: '\x1b[m\x1b[H\x1b[J', pen: { row: 0, column: 0, look: looks.plain } }
    : { bytes: '', pen: shown.pen };
  const count = Math.max(before.length, next.rows.length);
  const rows = Array.from({ length: count }, (_, row) => next.rows[row] ?? emptyRow(next.columns));
  const changed = rows.flatMap((wanted, row): ChangedRow[] => {
    const changes = changesIn(before[row] ?? emptyRow(next.columns), wanted);
    return changes.length === 0 ? [] : [{ row, changes }];
  });
  const drafts = orders(changed).map((order) => draw(start, order, rows, next.cursor, color));
  const { bytes, pen } = drafts.reduce((best, draft) =>
    wireLength(draft.bytes) < wireLength(best.bytes) ? draft : best,
  );
  return { bytes, shown: { screen: next, pen } };
}

type ChangedRow = { readonly row: number; readonly changes: readonly Change[] };

/** Where few rows change, the shortest order is looked for: a mark that moves up begins below. */
function orders(changed: readonly ChangedRow[]): (readonly ChangedRow[])[] {
  if (changed.length < 2 || changed.length > 3) return [changed];
  return changed.flatMap((first) => orders(changed.filter((row) => row !== first)).map((rest) => [first, ...rest]));
}

function draw(
  start: Stroke,
  changed: readonly ChangedRow[],
  rows: readonly Row[],
  cursor: Screen['cursor'],
  color: boolean,
): Stroke {
  let { bytes, pen } = start;
  const apply = (stroke: Stroke) => {
    bytes += stroke.bytes;
    pen = stroke.pen;
  };
  for (const { row, changes } of changed) {
    for (const change of changes) {
      if (change.erase) apply(dip(pen, looks.plain, color));
      apply(movePen(pen, row, change.from, rows[row]!));
      if (change.erase) bytes += '\x1b[K';
      else
        for (const { look, text } of runsOf(rows[row]!, change.from, change.to)) {
          apply(dip(pen, look, color));
          apply(write(pen, text));
        }
    }
  }
  apply(dip(pen, looks.plain, color));
  if (cursor !== null) apply(movePen(pen, cursor.row, cursor.column, rows[cursor.row]!));
  return { bytes, pen };
}

/** Half-open ranges of cells to write, or to erase up to the end of the row. */
type Change = { readonly from: number; readonly to: number; readonly erase: boolean };

function changesIn(old: Row, wanted: Row): readonly Change[] {
  if (old.text === wanted.text && old.look === wanted.look) return [];
  const blankFrom = wanted.text.trimEnd().length;
  // a blank is a blank in every look
  const differs = (column: number) =>
    old.text[column] !== wanted.text[column] ||
    (old.look[column] !== wanted.look[column] && wanted.text[column] !== ' ');
  // EL takes three bytes: fewer blanks are written
  const erase = old.text.trimEnd().length - blankFrom > 3;
  const upTo = erase ? blankFrom : wanted.text.length;
  const changes: Change[] = [];
  for (let column = 0; column < upTo; column++) {
    if (!differs(column)) continue;
    // a gap between two runs is moved over or written over, whichever is shorter: the pen knows
    const last = changes.at(-1);
    if (last?.to === column) changes[changes.length - 1] = { ...last, to: column + 1 };
    else changes.push({ from: column, to: column + 1, erase: false });
  }
  return erase ? [...changes, { from: blankFrom, to: blankFrom, erase: true }] : changes;
}

/** The cells of a range as pieces of one look each. */
function runsOf({ text, look }: Row, from: number, to: number): { readonly look: string; readonly text: string }[] {
  const runs: { look: string; text: string }[] = [];
  for (let column = from; column < to; column++) {
    const last = runs.at(-1);
    if (last !== undefined && last.look === look[column]) last.text += text[column];
    else runs.push({ look: look[column]!, text: text[column]! });
  }
  return runs;
}
