import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { textOf } from './secret.ts';
import type { RunEnd, Running, RunOptions, RunResult, StartOptions } from './system.ts';

/** What commands print is parsed, so it must not depend on the person's language. */
const language = { LC_ALL: 'C.UTF-8' };

/** Runs a command to its end (`System.run`). The package behind it is loaded with the first. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { execa } = await import('execa');
  const timeout = options.timeout ?? 10_000;
  const result = await execa(command, args, {
    reject: false,
    timeout,
    stripFinalNewline: false,
    env: language,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: textOf(options.input) }),
  });
  const stdout = result.stdout ?? '';
  const stderr = result.stderr ?? '';
  if (result.timedOut)
    return { code: null, stdout, stderr: `${stderr}${command} was ended after ${timeout / 1000} s.\n` };
  if (result.exitCode !== undefined) return { code: result.exitCode, stdout, stderr };
  return { code: null, stdout, stderr: `${stderr}${notFinished(command, result.code, result.signal)}\n` };
}

/** Starts a command that goes on (`System.start`). */
export async function start(command: string, args: readonly string[], options: StartOptions = {}): Promise<Running> {
  const { tell = () => {}, stop, timeout, outlives = false } = options;
  const child = spawn(command, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...language },
    detached: outlives,
  });
  const ended = endOf(command, child, tell);
  const end = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), stubborn).unref();
  };
  const limit = timeout === undefined ? undefined : setTimeout(end, timeout);
  stop?.addEventListener('abort', end, { once: true });
  if (stop?.aborted) end();
  if (!outlives) endWithNaar.add(child);
  const leave = () => {
    clearTimeout(limit);
    stop?.removeEventListener('abort', end);
    endWithNaar.delete(child);
  };
  void ended.then(leave);
  return {
    process: child.pid ?? null,
    ended,
    stop() {
      end();
      return ended;
    },
    release() {
      leave();
      child.unref();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** `System.signal`. */
export function signal(number: number, name: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    return process.kill(number, name);
  } catch {
    return false;
  }
}

/** Children that are not meant to go on: they are ended when naar ends, save by SIGKILL. */
const endWithNaar = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of endWithNaar) child.kill('SIGTERM');
});

/** Milliseconds from SIGTERM to SIGKILL. */
const stubborn = 2_000;
/** Milliseconds for the last lines after the end: something the command left behind may hold its output open. */
const lateLines = 300;

async function endOf(
  command: string,
  child: ChildProcessByStdio<null, Readable, Readable>,
  tell: (line: string) => void,
): Promise<RunEnd> {
  const streams = [child.stdout, child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
        lines.on('line', tell);
        lines.once('close', resolve);
        stream.once('error', () => lines.close());
      }),
  );
  const end = await new Promise<RunEnd>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ code: null, problem: notFinished(command, error.code, undefined) }),
    );
    child.once('exit', (code, by) =>
      resolve({ code, problem: code === null ? notFinished(command, undefined, by ?? undefined) : null }),
    );
  });
  const late = new AbortController();
  await Promise.race([Promise.all(streams), pause(lateLines, undefined, { signal: late.signal }).catch(() => {})]);
  late.abort();
  // else naar could not end before whoever still holds them
  child.stdout.destroy();
  child.stderr.destroy();
  return end;
}

function notFinished(command: string, code: string | undefined, signal: string | undefined): string {
  if (code === 'ENOENT') return `The command ${command} was not found.`;
  if (code === 'EACCES') return `The command ${command} may not be run by this user.`;
  return signal === undefined ? `The command ${command} could not be started.` : `${command} was ended by ${signal}.`;
}
