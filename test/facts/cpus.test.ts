import { expect, it } from 'vitest';
import { parseCpuList } from '../../src/facts/cpus.ts';

it.each([
  ['0-3\n', [0, 1, 2, 3]],
  ['0', [0]],
  ['0-1,3,6-7', [0, 1, 3, 6, 7]],
  ['8-11', [8, 9, 10, 11]],
  ['', []],
  ['none', []],
  ['0-', []],
])('%j', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});
