import fc from 'fast-check';

/** Pieces that mean something to one of the languages we write. */
const snags = [
  "'",
  "''",
  "'''",
  '"',
  '\\',
  '\\\\',
  '$',
  '${',
  '$$',
  "''${",
  '\\${',
  '{',
  '}',
  '#',
  ';',
  ' ',
  '  ',
  '\t',
  '%s',
  '!',
  '`',
  '$HOME',
  '$(id)',
  '&',
  '|',
  '<',
  '>',
  '*',
  '?',
  '[',
  ']',
  '~',
  ',',
  ':',
  '.',
  '=',
  '/',
  '/*',
  '*/',
  '//',
  '@',
  '-',
  '--',
  'n',
  'r',
  't',
  'a',
  'Z',
  '0',
  'é',
  'ß',
  '€',
  '中',
  '\u{1F600}',
  '\u00a0',
  '\u200f',
  '\u2028',
  '\x7f',
];

/** A text of one line as a person may type it, full of the signs that quoting gets wrong. */
export function typedText(maxPieces = 12): fc.Arbitrary<string> {
  return fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...snags) }, fc.string({ maxLength: 3, unit: 'grapheme' })),
      {
        maxLength: maxPieces,
      },
    )
    .map((pieces) => pieces.join('').replace(/\p{Cc}/gu, (sign) => (sign === '\t' || sign === '\x7f' ? sign : '')))
    .filter((text) => text.isWellFormed());
}

/** The same over several lines, with CR and blank lines. */
export function typedLines(): fc.Arbitrary<string> {
  return fc
    .array(
      fc.tuple(
        fc.constantFrom('', '', '  ', '    ', '\t', "''"),
        typedText(5),
        fc.constantFrom('\n', '\n', '\n\n', '\r\n', ''),
      ),
      { maxLength: 6 },
    )
    .map((lines) => lines.flat().join(''));
}

/** Fixed words that broke a quoting rule somewhere, once each. */
export const knownSnags: readonly string[] = [
  '',
  ' ',
  '  lead',
  'trail  ',
  '#start',
  'a #b',
  '"',
  "'",
  "''",
  "'''",
  "''''",
  '${',
  '$${',
  '$$${',
  "''${x}",
  "'${x}",
  '\\',
  '\\\\',
  'end\\',
  'end"',
  "end'",
  'end$',
  '\\n',
  '\\"',
  "\\'",
  '$',
  '"#"',
  '\t',
  '\tx',
  'a;b',
  '%',
  'ü€中\u{1F600}',
  '-x',
  '--',
  '~',
  '=',
  'null',
  'true',
  'or',
];
