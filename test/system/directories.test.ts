import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from '../../src/system/directories.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-directories-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

async function under(umask: number, act: () => Promise<void>): Promise<void> {
  const before = process.umask(umask);
  await act().finally(() => process.umask(before));
}

describe('a new directory', () => {
  it('and its parents are never more open than the umask wants, nor for all the world', async () => {
    await under(0o077, () => makeDirectory(join(dir, 'a/b/c'), 0o755));
    expect(['a', 'a/b', 'a/b/c'].map((name) => modeOf(join(dir, name)))).toEqual(['700', '700', '700']);
    await under(0o000, () => makeDirectory(join(dir, 'd/e/f'), 0o755));
    expect(['d', 'd/e', 'd/e/f'].map((name) => modeOf(join(dir, name)))).toEqual(['755', '755', '755']);
  });

  it('for secrets is closed under any umask', async () => {
    for (const [name, umask] of [
      ['x', 0o000],
      ['y', 0o777],
    ] as const) {
      await under(umask, () => makeDirectory(join(dir, name), 0o700));
      expect(modeOf(join(dir, name))).toBe('700');
    }
  });
});

describe('a directory that is there', () => {
  it.each([0o1777, 0o700, 0o2775, 0o500])('keeps its mode %o', async (mode) => {
    mkdirSync(join(dir, 'there'));
    chmodSync(join(dir, 'there'), mode);
    await makeDirectory(join(dir, 'there'), 0o755);
    expect(statSync(join(dir, 'there')).mode & 0o7777).toBe(mode);
  });

  it.each([
    [0o755, '700'],
    [0o2777, '2700'],
    [0o1755, '1700'],
    [0o500, '500'],
  ])('is closed for secrets, never opened: %o', async (mode, wanted) => {
    mkdirSync(join(dir, 'there'));
    chmodSync(join(dir, 'there'), mode);
    await makeDirectory(join(dir, 'there'), 0o700);
    expect(modeOf(join(dir, 'there'))).toBe(wanted);
  });

  it('behind a link serves for files, not for secrets', async () => {
    mkdirSync(join(dir, 'far'));
    symlinkSync('far', join(dir, 'link'));
    await makeDirectory(join(dir, 'link'), 0o755);
    await expect(makeDirectory(join(dir, 'link'), 0o700)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(modeOf(join(dir, 'far'))).toBe('755');
    await makeDirectory(join(dir, 'link/below'), 0o700);
    expect(modeOf(join(dir, 'far/below'))).toBe('700');
  });
});

describe('no directory', () => {
  it('in place of a file, below one, at a link to nowhere', async () => {
    writeFileSync(join(dir, 'file'), '');
    symlinkSync('nowhere', join(dir, 'link'));
    await expect(makeDirectory(join(dir, 'file'), 0o755)).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(makeDirectory(join(dir, 'file/below'), 0o755)).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(makeDirectory(join(dir, 'link'), 0o755)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(makeDirectory(join(dir, 'link/below'), 0o755)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(dir)).toEqual(['file', 'link']);
    expect(existsSync(join(dir, 'nowhere'))).toBe(false);
  });

  it('below /proc, and it ends at once', async () => {
    await expect(makeDirectory('/proc/naar', 0o755)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(makeDirectory('/proc/naar/deep/er', 0o755)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
