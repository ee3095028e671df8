import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem } from '../../src/system/real.ts';
import { Secret } from '../../src/system/secret.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';

const system = realSystem();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-real-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('reading', () => {
  it('a file, a file of the kernel, and none', async () => {
    writeFileSync(join(dir, 'a'), 'text\n');
    expect(await system.readText(join(dir, 'a'))).toBe('text\n');
    expect(await system.readText('/proc/interrupts')).toContain('CPU0');
    expect(await system.readText(join(dir, 'none'))).toBeNull();
    expect(await system.readText(join(dir, 'a/below'))).toBeNull();
  });

  it('a directory in place of a file is one sentence', async () => {
    await expect(system.readText(dir)).rejects.toThrow(`${dir} is a directory, not a file.`);
  });

  it('an attribute that the kernel declines to show is null', async () => {
    // `speed` of a device that cannot have one answers EINVAL.
    const declining = readdirSync('/sys/class/net')
      .map((name) => `/sys/class/net/${name}/speed`)
      .filter((path) => {
        try {
          readFileSync(path);
          return false;
        } catch (error) {
          return (error as { code: string }).code === 'EINVAL';
        }
      });
    expect(declining.length, 'lo at least declines').toBeGreaterThan(0);
    for (const path of declining) expect(await system.readText(path)).toBeNull();
  });

  it('names are sorted, none is empty', async () => {
    for (const name of ['b', 'a', 'c']) writeFileSync(join(dir, name), '');
    expect(await system.list(dir)).toEqual(['a', 'b', 'c']);
    expect(await system.list(join(dir, 'none'))).toEqual([]);
    expect(await system.list(join(dir, 'a'))).toEqual([]);
  });

  it('a link counts from where it really lies', async () => {
    mkdirSync(join(dir, 'deep/er'), { recursive: true });
    symlinkSync('deep/er', join(dir, 'short'));
    symlinkSync('../target', join(dir, 'deep/er/link'));
    expect(await system.readLink(join(dir, 'short/link'))).toBe(join(dir, 'deep/target'));
    expect(await system.readLink(join(dir, 'short'))).toBe(join(dir, 'deep/er'));
    expect(await system.readLink(join(dir, 'deep'))).toBeNull();
    expect(await system.readLink(join(dir, 'none'))).toBeNull();
  });
});

describe('looking', () => {
  it('at what lies at a path, no link followed', async () => {
    writeFileSync(join(dir, 'file'), '');
    mkdirSync(join(dir, 'directory'));
    symlinkSync('file', join(dir, 'link'));
    symlinkSync('nowhere', join(dir, 'dangling'));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const names = ['file', 'directory', 'link', 'dangling', 'pipe', 'none', 'file/below'];
    expect(await Promise.all(names.map((name) => system.kindOf(join(dir, name))))).toEqual([
      ...['file', 'directory', 'link', 'link', 'other'],
      ...[null, null],
    ]);
    expect(await system.kindOf('/dev/zero')).toBe('other');
  });

  it('whether two paths are one file', async () => {
    for (const name of ['file', 'other']) writeFileSync(join(dir, name), '');
    symlinkSync('file', join(dir, 'link'));
    symlinkSync('.', join(dir, 'here'));
    linkSync(join(dir, 'file'), join(dir, 'hard'));
    const same = (one: string, other: string) => system.sameFile(join(dir, one), join(dir, other));
    for (const name of ['file', 'link', 'hard', 'here/file', 'here/here/link'])
      expect(await same('file', name)).toBe(true);
    for (const name of ['other', 'none', 'none/below']) expect(await same('file', name)).toBe(false);
    expect([await same('none', 'none'), await same('none', 'file')]).toEqual([false, false]);
  });

  it('a circle of links is one sentence', async () => {
    symlinkSync('circle', join(dir, 'circle'));
    const path = join(dir, 'circle/below');
    const sentence = `${path} is a link that leads in a circle.`;
    for (const look of [system.readText, system.list, system.readLink, system.kindOf])
      await expect(look(path)).rejects.toThrow(new SystemFailure('ELOOP', sentence));
  });

  it('at a limit', async () => {
    writeFileSync(join(dir, 'file'), 'four');
    expect(await system.readText(join(dir, 'file'), 4)).toBe('four');
    await expect(system.readText(join(dir, 'file'), 3)).rejects.toThrow(`${dir}/file is larger than 3 bytes.`);
  });
});

describe('writing', () => {
  it('whole files with the mode asked for, also over an old one', async () => {
    const path = join(dir, 'secret');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    await system.write(path, new Secret('new'), 0o600);
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['new', '600']);
    expect(readdirSync(dir)).toEqual(['secret']);
    await system.write(join(dir, 'script'), '#!/bin/sh\n', 0o755);
    expect(modeOf(join(dir, 'script'))).toBe('755');
  });

  it('says in one sentence why not', async () => {
    mkdirSync(join(dir, 'taken'));
    writeFileSync(join(dir, 'file'), '');
    await expect(system.write(join(dir, 'taken'), 'x', 0o644)).rejects.toThrow(
      `${dir}/taken is a directory, not a file.`,
    );
    await expect(system.write(join(dir, 'none/x'), 'x', 0o644)).rejects.toThrow(
      `${dir}/none/x cannot be written: there is no such directory.`,
    );
    await expect(system.write(join(dir, 'file/x'), 'x', 0o644)).rejects.toThrow(
      'a part of that path is a file, not a directory.',
    );
    expect(readdirSync(dir).sort()).toEqual(['file', 'taken']);
  });

  it('takes a file away, and minds none that is not there', async () => {
    writeFileSync(join(dir, 'file'), '');
    for (const name of ['file', 'file', 'file/below']) await system.remove(join(dir, name));
    expect(readdirSync(dir)).toEqual([]);
    await expect(system.remove(dir)).rejects.toThrow(new SystemFailure('EISDIR', `${dir} is a directory, not a file.`));
  });

  it('clears a directory of what a run that was killed left, where it makes it sure', async () => {
    const left = `.naar-unfinished-${'0'.repeat(32)}`;
    for (const name of [left, 'mine']) writeFileSync(join(dir, name), '');
    await system.makeDirectory(dir, 0o755);
    expect(readdirSync(dir)).toEqual(['mine']);
    await expect(system.makeDirectory('/proc/naar', 0o755)).rejects.toThrow(
      '/proc/naar cannot be made: this place takes no new directories.',
    );
  });

  it('makes directories: closed as asked, their parents as usual', async () => {
    await system.makeDirectory(join(dir, 'etc/naar/secrets'), 0o700);
    expect([modeOf(join(dir, 'etc/naar/secrets')), modeOf(join(dir, 'etc/naar'))]).toEqual(['700', '755']);
    chmodSync(join(dir, 'etc/naar/secrets'), 0o755);
    await system.makeDirectory(join(dir, 'etc/naar/secrets'), 0o700);
    expect(modeOf(join(dir, 'etc/naar/secrets'))).toBe('700');
    writeFileSync(join(dir, 'file'), '');
    await expect(system.makeDirectory(join(dir, 'file'), 0o700)).rejects.toThrow(
      'a part of that path is a file, not a directory.',
    );
    expect(modeOf(join(dir, 'file'))).not.toBe('700');
  });
});

describe('running', () => {
  it('gives status and output, and throws for neither', async () => {
    expect(await system.run('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await system.run('cat', [], { input: new Secret('a b\n') })).toEqual({
      code: 0,
      stdout: 'a b\n',
      stderr: '',
    });
    expect((await system.run('sh', ['-c', 'cat; echo done'])).stdout).toBe('done\n');
  });

  it('a command that is not there, one that takes too long, one that is ended', async () => {
    expect(await system.run('naar-no-such-command', [])).toEqual({
      code: null,
      stdout: '',
      stderr: 'The command naar-no-such-command was not found.\n',
    });
    expect(await system.run('sleep', ['20'], { timeout: 200 })).toEqual({
      code: null,
      stdout: '',
      stderr: 'sleep was ended after 0.2 s.\n',
    });
    expect(await system.run('sh', ['-c', 'kill -9 $$'])).toMatchObject({
      code: null,
      stderr: 'sh was ended by SIGKILL.\n',
    });
  });

  it('no shell reads the words', async () => {
    expect((await system.run('printf', ['%s', '$(id) `id` $HOME; x'])).stdout).toBe('$(id) `id` $HOME; x');
  });

  it('the output does not depend on the language of the person', async () => {
    expect((await system.run('sh', ['-c', 'echo $LC_ALL'])).stdout).toBe('C.UTF-8\n');
  });
});

it('the hardware report holds sizes and names, and no serial number', async () => {
  const report = await system.hardware();
  expect(report.mem.total).toBeGreaterThan(100_000_000);
  expect(report.cpu.cores).toBeGreaterThan(0);
  expect(JSON.stringify(report)).not.toMatch(/serial|uuid/i);
});
