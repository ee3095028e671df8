import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MachineProblem } from '../../src/system/machine-problem.ts';
import { readInput } from '../../src/system/read-input.ts';

const dir = mkdtempSync(join(tmpdir(), 'naar-input-'));
afterAll(() => rmSync(dir, { recursive: true }));

function holding(bytes: string | Buffer): string {
  writeFileSync(join(dir, 'file'), bytes);
  return join(dir, 'file');
}

it.each(['', 'version: 1\n', 'K\u00fcche \u{1f600}\n', 'x'.repeat(1_000_000)])(
  'a text is read as it is',
  async (text) => {
    expect(await readInput(holding(text))).toBe(text);
  },
);

it('the mark that some editors put before UTF-8 is no part of the text', async () => {
  expect(await readInput(holding('\ufeffversion: 1\n'))).toBe('version: 1\n');
});

describe('one sentence', () => {
  it.each<[string, string | Buffer, string]>([
    ['bytes that are no UTF-8', Buffer.from([0x76, 0xe4]), 'is not UTF-8 text.'],
    ['half a letter at the end', Buffer.from('\u00fc').subarray(0, 1), 'is not UTF-8 text.'],
    ['a byte too much', 'x'.repeat(1_000_001), 'is larger than 1 MB.'],
  ])('%s', async (_, bytes, words) => {
    const path = holding(bytes);
    await expect(readInput(path)).rejects.toThrow(new MachineProblem(`${path} ${words}`));
  });

  it('nothing there', async () => {
    await expect(readInput(`${dir}/no\nthing`)).rejects.toThrow(
      new MachineProblem(`${dir}/no\\u{a}thing does not exist.`),
    );
  });
});
