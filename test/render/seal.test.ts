import { expect, it } from 'vitest';
import { isSealed, seal } from '../../src/render/seal.ts';

const text = '{ ... }:\n{ a = 1; }\n';

it('a sealed text is the text and one comment line, the same each time', () => {
  expect(seal(text)).toBe(`${text}# Written by naar; digest of the lines above: 8439fb52af25ee8b\n`);
  expect(isSealed(seal(text))).toBe(true);
  expect(isSealed(seal(''))).toBe(false);
});

it.each([
  ['', ''],
  ['without a seal', text],
  ['one letter more', seal(text).replace('a = 1', 'a = 11')],
  ['a line added below', `${seal(text)}# mine\n`],
  ['a blank line added below', `${seal(text)}\n`],
  ['the last newline gone', seal(text).trimEnd()],
  ['Windows line ends', seal(text).replaceAll('\n', '\r\n')],
  ['another digest', seal(text).replace('8439', '0000')],
  ['the seal alone', seal(text).split('\n').at(-2) ?? ''],
])('a text changed since is not: %s', (_, changed) => {
  expect(isSealed(changed)).toBe(false);
});
