import { expect, it } from 'vitest';
import { below } from '../../src/system/below.ts';

it.each([
  ['out', 'a', 'out/a'],
  ['out/', 'a', 'out/a'],
  ['.', 'a', 'a'],
  ['/', 'a', '/a'],
  ['..', './a', '../a'],
  ['link/..', 'a', 'link/../a'],
  ['out', '/sys/a', 'out/sys/a'],
  ['out', './/../a', 'out/../a'],
  ['out', '.hidden', 'out/.hidden'],
])('in %s the name %s is %s', (directory, name, path) => {
  expect(below(directory, name)).toBe(path);
});
