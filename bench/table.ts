/** One table of the bench: `note` says how it was measured, numbers are text already. */
export type Table = {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Something that the project wants to hold, and whether it did this time. */
export type Aim = { readonly text: string; readonly measured: string; readonly holds: boolean };

/** What one part of the bench has to show. */
export type Part = { readonly tables: readonly Table[]; readonly aims: readonly Aim[] };

/** For the terminal: columns of even width, words on the left and figures on the right. */
export function tableText({ title, note, columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
  return [title, ...wrapped(note), '', ...lines.map((line) => `  ${line.trimEnd()}`), ''].join('\n');
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length > 98) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** The same for a README. */
export function tableMarkdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(columns.map((_, column) => (column === 0 ? '---' : '---:')));
  return [`### ${title}`, '', note, '', line(columns), rule, ...rows.map(line), ''].join('\n');
}

/** A figure with about three digits, so that noise does not look like knowledge: 0.42, 6.3, 187, 1,420. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** `3.1x`. */
export function times(value: number): string {
  return `${figure(value)}x`;
}

/** Bytes as kB or MB of a thousand each. */
export function size(bytes: number): string {
  return bytes >= 1e6 ? `${figure(bytes / 1e6)} MB` : `${figure(bytes / 1e3)} kB`;
}
