import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeDisks, touchedDisks } from './disks.ts';

const folder = mkdtempSync(join(tmpdir(), 'naar-disks-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a disk that had to stay as it was is told from one that did, by a single byte', () => {
  const disks = makeDisks(folder, [
    { serial: 'empty', mebibytes: 8192 },
    { serial: 'full', mebibytes: 3, filled: true },
    { serial: 'other', mebibytes: 3, filled: true },
  ]);
  expect(disks.map(({ path }) => statSync(path).size / 2 ** 20)).toEqual([8192, 3, 3]);
  expect(statSync(disks[0]!.path).blocks).toBe(0);
  expect(touchedDisks(disks)).toEqual([]);
  for (const { path } of disks.slice(0, 2)) {
    const file = openSync(path, 'r+');
    writeSync(file, 'x', 2 ** 20);
    closeSync(file);
  }
  expect(touchedDisks(disks)).toEqual(['full']);
});
