import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../../src/ui/tui/cells.ts';

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
