/**
 * What the person sees: rows of cells and the place of the cursor. Plain strings, so that a
 * row that did not change is found by one comparison.
 */
export type Screen = {
  /** Cells in a row; the terminal has at least one more, so that nothing wraps. */
  readonly columns: number;
  readonly rows: readonly Row[];
  /** 0-based; null leaves the cursor where the last change was written. */
  readonly cursor: Place | null;
};

/** One character and one look for each cell, both padded to the full width. */
export type Row = { readonly text: string; readonly look: string };

/** A cell, counted from 0 at the top left. */
export type Place = { readonly row: number; readonly column: number };

/** How a cell looks: ` ` plain, `s` strong, `a` alarm. A VT100 knows bold; the colour comes on top where it is wanted. */
export const looks = { plain: ' ', strong: 's', alarm: 'a' } as const;
/** The name of one of them. */
export type Look = keyof typeof looks;

/** SGR around a text, as Ink carries it to `readFrame`; it is not what the terminal gets. */
export function withLook(text: string, look: Look): string {
  if (look === 'strong') return `\x1b[1m${text}\x1b[22m`;
  if (look === 'alarm') return `\x1b[4m${text}\x1b[24m`;
  return text;
}

/** Marks the cell on which the cursor rests: the stroke through it is taken for that and never shown. */
export function withCursor(cell: string): string {
  return `\x1b[9m${cell}\x1b[29m`;
}

/** A frame as Ink writes it, as a screen. Rows and cells beyond the size are cut off. */
export function readFrame(frame: string, rowCount: number, columns: number): Screen {
  const rows: Row[] = [];
  let cursor: Place | null = null;
  let strong = false;
  let alarm = false;
  let marked = false;
  for (const line of frame.split('\n').slice(0, rowCount)) {
    let text = '';
    let look = '';
    for (const [piece, codes] of line.matchAll(/\x1b\[([\d;]*)m|[^\x1b]+/g)) {
      if (codes === undefined) {
        if (marked) cursor ??= { row: rows.length, column: Math.min(text.length, columns - 1) };
        text += piece;
        look += (alarm ? looks.alarm : strong ? looks.strong : looks.plain).repeat(piece.length);
        continue;
      }
      for (const code of codes.split(';')) {
        if (code === '1' || code === '22') strong = code === '1';
        else if (code === '4' || code === '24') alarm = code === '4';
        else if (code === '9' || code === '29') marked = code === '9';
        else if (code === '0' || code === '') strong = alarm = marked = false;
      }
    }
    rows.push({ text: fitted(text, columns), look: fitted(look, columns) });
  }
  while (rows.length < rowCount) rows.push(emptyRow(columns));
  return { columns, rows, cursor };
}

/** A row with nothing in it. */
export function emptyRow(columns: number): Row {
  const blanks = ' '.repeat(columns);
  return { text: blanks, look: blanks };
}

function fitted(text: string, columns: number): string {
  return text.length > columns ? text.slice(0, columns) : text.padEnd(columns);
}
