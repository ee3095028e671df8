import { expect, it } from 'vitest';
import { cpuOf, parseCpuList } from '../../src/facts/cpus.ts';
import type { HardwareReport } from '../../src/system/system.ts';

it.each([
  ['0-3\n', [0, 1, 2, 3]],
  ['0', [0]],
  ['0-1,3,6-7', [0, 1, 3, 6, 7]],
  ['8-11', [8, 9, 10, 11]],
  ['', []],
  ['none', []],
  ['0-', []],
  ['0-1,x', []],
  ['3-1', []],
])('%j', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});

const reportOf = (cores: number) =>
  ({ cpu: { manufacturer: 'Intel', brand: 'N100', cores } }) as unknown as HardwareReport;

it('counts the CPUs of the report where the kernel has no list, and never fewer than one', () => {
  expect(cpuOf('0,2\n', reportOf(4))).toEqual({ model: 'Intel N100', online: [0, 2] });
  expect(cpuOf(null, reportOf(3)).online).toEqual([0, 1, 2]);
  expect(cpuOf('', reportOf(0)).online).toEqual([0]);
});
