import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, hanging, paragraphs, wrapped } from '../../../src/ui/tui/words.ts';

describe('text as cells', () => {
  it.each([
    ['plain text stays', 'a ~ b', 'a ~ b', 'a ~ b'],
    ['control characters never pass', 'a\x1b[31mb\x07\t\n\x9b', 'a?[31mb????', 'a?[31mb????'],
    ['accents', 'K\u00fcche, Ko\u0308ln', 'Kuche, Koln', 'K\u00fcche, K\u00f6ln'],
    [
      'typographic signs',
      '\u201ca\u201d \u2018b\u2019 c\u2013d',
      '"a" \'b\' c-d',
      '\u201ca\u201d \u2018b\u2019 c\u2013d',
    ],
    ['wide and joined ones', '\u65e5\u{1f600}\u0301', '??', '???'],
    ['invisible ones', 'a\u200bb\u202ec\u00ad', 'a?b?c?', 'a?b?c?'],
    ['Greek and Cyrillic', '\u03b1\u0416', '??', '\u03b1\u0416'],
  ])('%s', (_, text, ascii, unicode) => {
    expect([cellsOf(text, true), cellsOf(text, false)]).toEqual([ascii, unicode]);
  });
});

describe('paragraphs as lines', () => {
  it('break at blanks, cut what is longer, keep an empty one', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrapped('abcdefgh', 4)).toEqual(['abcd', 'efgh']);
    expect(wrapped('', 4)).toEqual(['']);
    expect(paragraphs(['a b', 'c'], 3)).toEqual(['a b', '', 'c']);
    expect(hanging('!', 'one two', 5)).toEqual(['! one', '  two']);
  });

  it('never exceed the width and never lose a letter', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ') }),
        fc.integer({ min: 1, max: 12 }),
        (text, columns) => {
          const lines = wrapped(text, columns);
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        },
      ),
    );
  });
});
