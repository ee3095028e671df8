import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readAtMost, readBounded, tooBig } from '../../src/system/bounded-file.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';

const dir = mkdtempSync(join(tmpdir(), 'naar-bounded-'));
afterAll(() => rmSync(dir, { recursive: true }));

function pipe(name: string): string {
  execFileSync('mkfifo', [join(dir, name)]);
  return join(dir, name);
}

const failure = (reading: Promise<unknown>) =>
  reading.then(
    () => null,
    (error: unknown) => error as SystemFailure,
  );

describe('a file', () => {
  it('is read whole up to the limit, not beyond', async () => {
    const bytes = Buffer.alloc(200_001, 'abc');
    writeFileSync(join(dir, 'file'), bytes);
    expect((await readBounded(join(dir, 'file'), 200_001)).equals(bytes)).toBe(true);
    const error = await failure(readBounded(join(dir, 'file'), 200_000));
    expect(error).toBeInstanceOf(SystemFailure);
    expect(error).toMatchObject({ code: 'ETOOBIG', message: `${dir}/file is larger than 200000 bytes.` });
  });

  it('of the kernel has no size of its own', async () => {
    expect((await readBounded('/proc/self/status', 100_000)).toString()).toContain('SigCgt');
  });
});

it('the size is told in words', () => {
  expect(tooBig('a\nb', 999_999).message).toBe('a\\u{a}b is larger than 999999 bytes.');
  expect(tooBig('x', 1_000_000).message).toBe('x is larger than 1 MB.');
});

it('of an endless stream only a little more than the limit is taken', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 10;
      yield Buffer.alloc(10);
    }
  }
  await expect(readAtMost(endless(), 95, 'it')).rejects.toThrow('it is larger than 95 bytes.');
  expect(given).toBe(100);
});

it('what fails in the middle fails, and nothing stays open', async () => {
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  // there is nothing at address 0
  expect(await failure(readBounded('/proc/self/mem', 10))).toMatchObject({ code: 'EIO' });
  await readBounded('/proc/self/status', 100_000);
  expect(open()).toBe(before);
});

describe('what is no file', () => {
  it('a device is not even opened', async () => {
    for (const path of ['/dev/zero', '/dev/random', '/dev/null', '/dev/tty'])
      expect(await failure(readBounded(path, 10)), path).toMatchObject({ code: 'EDEVICE' });
    symlinkSync('/dev/zero', join(dir, 'zero'));
    expect(await failure(readBounded(join(dir, 'zero'), 10))).toMatchObject({ code: 'EDEVICE' });
  });

  it('a directory, a socket, a circle, nothing', async () => {
    mkdirSync(join(dir, 'directory'));
    expect(await failure(readBounded(join(dir, 'directory'), 10))).toMatchObject({ code: 'EISDIR' });
    const server = createServer().listen(join(dir, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await failure(readBounded(join(dir, 'socket'), 10))).toMatchObject({ code: 'EDEVICE' });
    server.close();
    symlinkSync('circle', join(dir, 'circle'));
    expect(await failure(readBounded(join(dir, 'circle'), 10))).toMatchObject({ code: 'ELOOP' });
    expect(await failure(readBounded(join(dir, 'nothing'), 10))).toMatchObject({ code: 'ENOENT' });
  });
});

describe('a pipe', () => {
  it('that nobody writes to is not waited for', async () => {
    const path = pipe('idle');
    expect(await failure(readBounded(path, 10))).toMatchObject({
      code: 'EPIPE',
      message: `${path} is a pipe that nobody writes to.`,
    });
  });

  it('is read to its end, though its writer thinks in between', async () => {
    const path = pipe('slow');
    // fd 3 keeps the pipe open from before naar looks at it until the last word
    const writer = spawn('sh', [
      '-c',
      `exec 3<>"$1"; echo ready; sleep 0.2; echo one >&3; sleep 0.2; echo two >&3; sleep 0.2`,
      'sh',
      path,
    ]);
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    expect((await readBounded(path, 100)).toString()).toBe('one\ntwo\n');
  });

  it('without end is given up at the limit', async () => {
    const path = pipe('endless');
    const writer = spawn('sh', ['-c', `exec 3<>"$1"; echo ready; exec cat /dev/zero >&3`, 'sh', path]);
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    await expect(readBounded(path, 1_000_000)).rejects.toThrow('is larger than 1 MB.');
    writer.kill();
  });
});
