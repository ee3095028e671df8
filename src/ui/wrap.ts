/** Columns of a serial console less one, for terminals that wrap early. */
export const screenWidth = 79;

/** A blank, but not one just inside a bracket: { file: PATH } is read as one thing. */
const unbracketed = /(?<![{[]) (?![}\]])/;

/**
 * Text broken at blanks into lines of at most `width` columns. `first` and `rest` stand in front of
 * the first line and the others. A word that is longer than a line goes on below, for what the
 * terminal breaks by itself would shift everything under it. Lines of the text stay lines.
 */
export function wrapped(text: string, first = '', rest = first, width = screenWidth): readonly string[] {
  return text.split('\n').flatMap((line, index) => broken(line, index === 0 ? first : rest, rest, width));
}

function broken(text: string, first: string, rest: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(unbracketed)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
    for (; line.length > width; line = `${rest}${line.slice(width)}`) lines.push(line.slice(0, width));
  }
  return [...lines, line];
}

/** A paragraph as lines of at most `width` columns, with nothing in front. */
export function wrap(paragraph: string, width = screenWidth): readonly string[] {
  return wrapped(paragraph, '', '', width);
}

/** Paragraphs with an empty line between them; none for none. */
export function paragraphs(texts: readonly string[], width = screenWidth): readonly string[] {
  return texts.flatMap((text, index) => (index === 0 ? wrap(text, width) : ['', ...wrap(text, width)]));
}

/** Text whose lines stay as they are, save those that are too wide: what is further in goes on further in. */
export function fitted(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length > screenWidth ? hanging(line) : [line]))
    .join('\n');
}

function hanging(line: string): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return wrapped(line.slice(indent.length), indent, indent === '' ? '' : `${indent}  `);
}
