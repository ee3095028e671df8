import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realSystem } from '../../src/system/real.ts';

const system = realSystem();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'naar-process-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const script = join(import.meta.dirname, 'start-and-end.ts');
const gone = (process: number) => !existsSync(`/proc/${process}/exe`);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries += 1) await pause(20);
  expect(holds()).toBe(true);
}

describe('a command that goes on', () => {
  it('tells its lines as they come, from both outputs, and its status', async () => {
    const lines: string[] = [];
    const running = await system.start('sh', ['-c', 'echo one; echo two >&2; echo three; exit 3'], {
      tell: (line) => lines.push(line),
    });
    expect(await running.ended).toEqual({ code: 3, problem: null });
    expect(lines.toSorted()).toEqual(['one', 'three', 'two']);
    expect(lines.indexOf('one')).toBeLessThan(lines.indexOf('three'));
  });

  it('tells them before it has ended', async () => {
    const first = Promise.withResolvers<string>();
    const running = await system.start('sh', ['-c', 'echo ready; exec sleep 60'], { tell: first.resolve });
    expect(await first.promise).toBe('ready');
    expect(await running.stop()).toEqual({ code: null, problem: 'sh was ended by SIGTERM.' });
  });

  it('is stopped by a signal, by its time, and by force where it is deaf', async () => {
    const stop = new AbortController();
    const running = await system.start('sleep', ['60'], { stop: stop.signal });
    stop.abort();
    expect(await running.ended).toMatchObject({ code: null });
    expect(await (await system.start('sleep', ['60'], { stop: stop.signal })).ended).toMatchObject({ code: null });
    expect(await (await system.start('sleep', ['60'], { timeout: 50 })).ended).toMatchObject({ code: null });
    const deaf = Promise.withResolvers<string>();
    const stubborn = await system.start('sh', ['-c', 'trap "" TERM; echo deaf; while :; do sleep 1; done'], {
      tell: deaf.resolve,
    });
    await deaf.promise;
    expect(await stubborn.stop()).toEqual({ code: null, problem: 'sh was ended by SIGKILL.' });
    expect(gone(stubborn.process!)).toBe(true);
    expect(system.signal(stubborn.process!, 'SIGTERM')).toBe(false);
  });

  it('is waited for though something it left behind holds its output', async () => {
    const running = await system.start('sh', ['-c', 'sleep 30 & echo $!'], {
      tell: (line) => void system.signal(Number(line), 'SIGTERM'),
    });
    expect(await running.ended).toEqual({ code: 0, problem: null });
    // nor does it keep naar from ending
    execFileSync(process.execPath, [script, 'held'], { timeout: 30_000 });
  });

  it('that is not there is one sentence', async () => {
    const running = await system.start('naar-no-such-command', []);
    expect(running.process).toBeNull();
    expect(await running.ended).toEqual({ code: null, problem: 'The command naar-no-such-command was not found.' });
    expect(await running.stop()).toMatchObject({ code: null });
  });

  it('ends with naar, unless it outlives it', async () => {
    const [mortal, lasting] = execFileSync(process.execPath, [script, 'leave'], { encoding: 'utf8' })
      .trim()
      .split(' ')
      .map(Number);
    await until(() => gone(mortal!));
    expect(gone(lasting!)).toBe(false);
    expect(system.signal(lasting!, 'SIGTERM')).toBe(true);
    await until(() => gone(lasting!));
  });
});

it('a wait is over when it is stopped', async () => {
  const stop = new AbortController();
  const waited = system.wait(60_000, stop.signal);
  stop.abort();
  await waited;
  await system.wait(60_000, stop.signal);
  const began = performance.now();
  await system.wait(30);
  expect(performance.now() - began).toBeGreaterThan(25);
});

it('removes a file, and minds none that is not there', async () => {
  await system.write(join(dir, 'a'), 'x', 0o600);
  await system.remove(join(dir, 'a'));
  expect(existsSync(join(dir, 'a'))).toBe(false);
  await system.remove(join(dir, 'a'));
  await expect(system.remove(dir)).rejects.toThrow('is a directory, not a file.');
});

it('what /proc tells of a process that has ended is nothing', async () => {
  const running = await system.start('sleep', ['60']);
  expect(await system.readText(`/proc/${running.process}/cmdline`)).toBe('sleep\u000060\u0000');
  await running.stop();
  expect(await system.readText(`/proc/${running.process}/cmdline`)).toBeNull();
});
