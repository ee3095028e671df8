/** Columns of a serial console less one, for terminals that wrap early. */
export const screenWidth = 79;

/** Breaks a paragraph at blanks into lines of at most `width` columns; a longer word stays whole, so that it can be copied. */
export function wrap(paragraph: string, width = screenWidth): readonly string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Text whose lines stay as they are, save those that are too wide. */
export function fitted(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length > screenWidth ? wrap(line) : [line]))
    .join('\n');
}
