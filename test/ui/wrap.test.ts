import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted, paragraphs, wrapped } from '../../src/ui/wrap.ts';

it('breaks at blanks, with its own beginning for the first line and the others', () => {
  expect(wrapped('one two three four', '  - ', '    ', 11)).toEqual(['  - one two', '    three', '    four']);
  expect(wrapped('one', '', '  ', 11)).toEqual(['one']);
  expect(wrapped('')).toEqual(['']);
});

it('keeps lines that the text has, the later ones with the beginning of the others', () => {
  expect(wrapped('one two three\n  four five', '* ', '  ', 9)).toEqual(['* one two', '  three', '    four', '  five']);
});

it('puts an empty line between paragraphs', () => {
  expect(paragraphs(['a b', 'c'], 3)).toEqual(['a b', '', 'c']);
  expect(paragraphs([])).toEqual([]);
});

it('keeps a bracket with what is in it', () => {
  expect(wrapped('one { two: three }, four', '', '', 9)).toEqual(['one', '{ two:', 'three },', 'four']);
});

it('breaks a word that is longer than a line, and only such a word', () => {
  expect(wrapped('ab cdefghijklm no', '', '> ', 6)).toEqual(['ab', '> cdef', '> ghij', '> klm', '> no']);
});

it('goes on further in below a line that is further in, and leaves the others as they are', () => {
  const word = 'abcd ';
  expect(fitted(`short\n   ${word.repeat(16)}end\n${word.repeat(16)}end`)).toBe(
    ['short', `   ${word.repeat(15).trimEnd()}`, '     abcd end', word.repeat(16).trimEnd(), 'end'].join('\n'),
  );
});

it('never gives a line that is too long, and loses no letter', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z ]{0,200}$/),
      fc.constantFrom(['', ''], ['', '  '], ['  - ', '    ']),
      fc.integer({ min: 10, max: 79 }),
      (text, [first = '', rest = ''], width) => {
        const lines = wrapped(text, first, rest, width);
        const told = lines.map((line, index) => line.slice((index === 0 ? first : rest).length)).join('');
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(told.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      },
    ),
  );
});
