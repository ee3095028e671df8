import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/system/secret.ts';
import { isUnfinished, removeUnfinished, writeWhole } from '../../src/system/whole-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-whole-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const handle = await open('/dev/null');
const files: FileHandle = Object.getPrototypeOf(handle);
await handle.close();
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
const mark = (digit: string) => `.naar-unfinished-${digit.repeat(32)}`;

/** Called when a file is written and has not its name yet. */
function beforeName(act: (neighbours: string[]) => void): void {
  const { sync } = files;
  vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
    if (!(await this.stat()).isDirectory()) act(readdirSync(dir).filter(isUnfinished));
    return sync.call(this);
  });
}

describe('a file is written', () => {
  it('with the mode asked for, under any umask', async () => {
    for (const umask of [0o000, 0o022, 0o077, 0o777]) {
      const before = process.umask(umask);
      await writeWhole(join(dir, 'open'), 'a', 0o644).finally(() => process.umask(before));
      await writeWhole(join(dir, 'script'), 'b', 0o755);
      expect([modeOf(join(dir, 'open')), modeOf(join(dir, 'script'))]).toEqual(['644', '755']);
    }
  });

  it('in a neighbour that is closed from the first moment and has the mode before it has a text', async () => {
    const modes: string[] = [];
    const look = () =>
      modes.push(
        ...readdirSync(dir)
          .filter(isUnfinished)
          .map((name) => modeOf(join(dir, name))),
      );
    const { chmod } = files;
    vi.spyOn(files, 'chmod').mockImplementation(async function (this: FileHandle, mode) {
      look();
      await chmod.call(this, mode);
    });
    vi.spyOn(files, 'writeFile').mockImplementation(async () => {
      look();
    });
    const before = process.umask(0);
    await writeWhole(join(dir, 'script'), 'x', 0o755).finally(() => process.umask(before));
    expect(modes).toEqual(['700', '755']);
  });

  it('and stays there when the power goes: first its text is brought to the disk, then its name', async () => {
    const path = join(dir, 'file');
    const brought: string[] = [];
    const { sync } = files;
    vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
      const what = (await this.stat()).isDirectory() ? 'directory' : 'text';
      brought.push(`${what}, ${existsSync(path) ? 'named' : 'nameless'}`);
      return sync.call(this);
    });
    await writeWhole(path, 'a', 0o644);
    expect(brought).toEqual(['text, nameless', 'directory, named']);
  });

  it('also where a directory cannot be brought to the disk', async () => {
    const { sync } = files;
    vi.spyOn(files, 'sync').mockImplementation(async function (this: FileHandle) {
      if ((await this.stat()).isDirectory()) throw Object.assign(new Error('EINVAL'), { code: 'EINVAL' });
      return sync.call(this);
    });
    await writeWhole(join(dir, 'file'), 'a', 0o644);
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('a');
  });

  it('and nothing stays open', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (const name of ['a', 'b', 'c']) await writeWhole(join(dir, name), name, 0o644);
    await expect(writeWhole(join(dir, 'no/where'), '', 0o644)).rejects.toThrow('ENOENT');
    expect(open()).toBe(before);
  });

  it('in place of a link, which is never written through', async () => {
    writeFileSync(join(dir, 'precious'), 'mine');
    linkSync(join(dir, 'precious'), join(dir, 'hard'));
    symlinkSync('precious', join(dir, 'soft'));
    symlinkSync('nowhere', join(dir, 'dangling'));
    for (const name of ['soft', 'hard', 'dangling']) await writeWhole(join(dir, name), 'new', 0o644);
    expect(readFileSync(join(dir, 'precious'), 'utf8')).toBe('mine');
    for (const name of ['soft', 'hard', 'dangling']) {
      expect(lstatSync(join(dir, name)).isFile()).toBe(true);
      expect(readFileSync(join(dir, name), 'utf8')).toBe('new');
    }
    expect(existsSync(join(dir, 'nowhere'))).toBe(false);
  });

  it('again where another run tidied its neighbour away, three times at most', async () => {
    let times = 0;
    beforeName(([name]) => {
      times += 1;
      if (times === 1) unlinkSync(join(dir, name ?? ''));
    });
    await writeWhole(join(dir, 'file'), 'whole', 0o644);
    expect([readFileSync(join(dir, 'file'), 'utf8'), times]).toEqual(['whole', 2]);
    vi.restoreAllMocks();
    times = 0;
    beforeName(([name]) => {
      times += 1;
      unlinkSync(join(dir, name ?? ''));
    });
    await expect(writeWhole(join(dir, 'other'), 'whole', 0o644)).rejects.toThrow('ENOENT');
    expect([readdirSync(dir), times]).toEqual([['file'], 3]);
  });
});

describe('a file that cannot be written', () => {
  it('leaves what was there, and nothing else', async () => {
    writeFileSync(join(dir, 'file'), 'old');
    mkdirSync(join(dir, 'taken'));
    await expect(writeWhole(join(dir, 'taken'), 'x', 0o644)).rejects.toThrow('EISDIR');
    beforeName(() => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    });
    await expect(writeWhole(join(dir, 'file'), 'new', 0o644)).rejects.toThrow('full');
    expect(readdirSync(dir)).toEqual(['file', 'taken']);
    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('old');
  });

  it('a file system without modes takes files, but no secret', async () => {
    // as vfat answers
    vi.spyOn(files, 'chmod').mockImplementation(async function (this: FileHandle) {
      chmodSync(`/proc/self/fd/${this.fd}`, 0o755);
      throw Object.assign(new Error('no modes'), { code: 'EPERM' });
    });
    await writeWhole(join(dir, 'file'), 'x', 0o644);
    await expect(writeWhole(join(dir, 'secret'), new Secret('x'), 0o600)).rejects.toThrow('EOPEN');
    expect(readdirSync(dir)).toEqual(['file']);
    vi.spyOn(files, 'chmod').mockRejectedValue(Object.assign(new Error('broken'), { code: 'EIO' }));
    await expect(writeWhole(join(dir, 'file'), 'y', 0o644)).rejects.toThrow('broken');
  });
});

describe('what a run that was killed left behind', () => {
  it('is known by a name that nobody types', () => {
    expect(isUnfinished(mark('0'))).toBe(true);
    const names = [
      'answers.yaml',
      '.naar',
      '.naar-unfinished-',
      `${mark('0')}~`,
      `x${mark('0')}`,
      mark('A'),
      mark('0').slice(0, -1),
    ];
    expect(names.filter(isUnfinished)).toEqual([]);
  });

  it('is removed, and never anything else', async () => {
    mkdirSync(join(dir, mark('d')));
    symlinkSync('mine', join(dir, mark('1')));
    const kept = ['.naar-unfinished-', '.naar-unfinished-mine', 'configuration.nix.123', 'mine', `${mark('a')}.bak`];
    for (const name of [...kept, mark('a'), mark('b')]) writeFileSync(join(dir, name), '');
    await removeUnfinished(dir);
    expect(readdirSync(dir).sort()).toEqual([...kept, mark('1'), mark('d')].sort());
    expect(readlinkSync(join(dir, mark('1')))).toBe('mine');
  });

  it('has just that name', async () => {
    const seen: string[] = [];
    beforeName((names) => seen.push(...names));
    await writeWhole(join(dir, 'a'), '', 0o644);
    await writeWhole(join(dir, 'b'), '', 0o644);
    expect(new Set(seen).size).toBe(2);
    expect(readdirSync(dir)).toEqual(['a', 'b']);
  });
});
