import { type Look, looks, type Row } from './screen.ts';

/**
 * Where the terminal's cursor stands and in which look it writes. `column` is null where it
 * cannot be known: behind a character beyond ASCII, which some terminals show as two.
 */
export type Pen = { readonly row: number; readonly column: number | null; readonly look: string };

/** What to send, and the pen behind it. */
export type Stroke = { readonly bytes: string; readonly pen: Pen };

/**
 * The shortest way to a cell with what every VT100 knows: CUP, CR, LF, CUF, CUD, BS, and
 * writing over `cells` of that row that look right already. The kernel sends LF as CR LF, so it leads to
 * the first column and costs two bytes.
 */
export function movePen(pen: Pen, row: number, column: number, cells: Row): Stroke {
  const there = { ...pen, row, column };
  if (pen.row === row && pen.column === column) return { bytes: '', pen: there };
  const ways = [cup(row, column)];
  if (pen.row === row) ways.push(...along(pen.column, column, cells, pen.look));
  if (pen.row < row) {
    for (const tail of along(0, column, cells, pen.look)) ways.push('\n'.repeat(row - pen.row) + tail);
    const down = `\x1b[${row - pen.row === 1 ? '' : row - pen.row}B`;
    if (pen.column === column) ways.push(down);
    else for (const tail of along(pen.column, column, cells, pen.look)) ways.push(down + tail);
  }
  return { bytes: ways.reduce((best, way) => (wireLength(way) < wireLength(best) ? way : best)), pen: there };
}

/** Changes the look; plain is SGR without a number, which also a VT100 without attributes takes. */
export function dip(pen: Pen, look: string, color: boolean): Stroke {
  if (pen.look === look) return { bytes: '', pen };
  const wanted = names.get(look) ?? 'plain';
  const codes = sgr[wanted](color);
  const bytes = codes === '' || pen.look === looks.plain ? `\x1b[${codes}m` : `\x1b[0;${codes}m`;
  return { bytes, pen: { ...pen, look } };
}

/** Writes cells of a row from the pen on; they must all have the pen's look. */
export function write(pen: Pen, text: string): Stroke {
  const column = pen.column === null || !/^[ -~]*$/.test(text) ? null : pen.column + text.length;
  return { bytes: text, pen: { ...pen, column } };
}

/** Bytes on the line: LF goes as CR LF, and a character beyond ASCII takes what UTF-8 takes. */
export function wireLength(bytes: string): number {
  let length = bytes.length;
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes.charCodeAt(at);
    if (code === 10) length += 1;
    else if (code >= 0x80) length += code >= 0x800 ? 2 : 1;
  }
  return length;
}

const names = new Map(Object.entries(looks).map(([name, sign]) => [sign as string, name as Look]));
const sgr: Readonly<Record<Look, (color: boolean) => string>> = {
  plain: () => '',
  strong: () => '1',
  alarm: (color) => (color ? '1;31' : '1'),
};

function cup(row: number, column: number): string {
  const line = row === 0 ? '' : String(row + 1);
  return column === 0 ? `\x1b[${line}H` : `\x1b[${line};${column + 1}H`;
}

/** Ways along a row: back by BS or CR, ahead by CUF or by writing what stands there anyway. */
function along(from: number | null, to: number, row: Row, look: string): string[] {
  if (from === null) return [];
  if (from === to) return [''];
  if (to < from)
    return to === 0 ? ['\r'] : ['\b'.repeat(from - to), ...along(0, to, row, look).map((way) => `\r${way}`)];
  const ways = [`\x1b[${to - from === 1 ? '' : to - from}C`];
  const between = row.text.slice(from, to);
  if (/^[ -~]*$/.test(between) && row.look.slice(from, to) === look.repeat(to - from)) ways.push(between);
  return ways;
}
