import { expect, it } from 'vitest';
import { plainName } from '../../src/system/plain-name.ts';

it.each([
  ['/tmp/a b', '/tmp/a b'],
  ['K\u00fcche', 'K\u00fcche'],
  ['a\nb\tc', 'a\\u{a}b\\u{9}c'],
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['right\u202eleft', 'right\\u{202e}left'],
  ['line\u2028line', 'line\\u{2028}line'],
  ['\ud800', '\\u{d800}'],
])('%j', (name, plain) => {
  expect(plainName(name)).toBe(plain);
});
