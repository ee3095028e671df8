import { appendFile, lstat, readdir, readlink, realpath, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { readBounded } from './bounded-file.ts';
import { makeDirectory } from './directories.ts';
import { hardwareReport } from './hardware-report.ts';
import { run, signal, start } from './real-process.ts';
import type { Secret } from './secret.ts';
import type { HardwareReport, System } from './system.ts';
import { codeOf, systemFailure } from './system-failure.ts';
import { removeUnfinished, writeWhole } from './whole-file.ts';

/**
 * The machine that naar runs on. The packages behind it are loaded when they
 * are first needed: `naar check` and `naar render` start without them.
 */
export function realSystem(): System {
  return {
    kind: 'real',
    readText,
    list,
    readLink,
    kindOf,
    sameFile,
    write,
    append,
    remove,
    makeDirectory: makeDirectoryClear,
    run,
    start,
    signal,
    wait,
    hardware,
    env: (name) => env[name],
    now: () => new Date(),
  };
}

/**
 * Attributes that the kernel declines to show are unknown, not errors: `speed`
 * of a jack without link answers EINVAL, others what the driver returns.
 */
const declined = new Set([
  ...['EINVAL', 'EIO', 'ENODATA', 'ENODEV', 'ENXIO', 'EOPNOTSUPP', 'ENOTSUP', 'EACCES', 'EPERM'],
  // a process that ended while its files were read
  'ESRCH',
]);
const missing = new Set(['ENOENT', 'ENOTDIR']);

/** Far more than any text naar reads; a file of this size is not one of them. Bytes. */
const largest = 16_000_000;

async function readText(path: string, limit = largest): Promise<string | null> {
  try {
    return (await readBounded(path, limit)).toString('utf8');
  } catch (error) {
    const code = codeOf(error);
    if (missing.has(code)) return null;
    if (declined.has(code) && isKernelFile(path)) return null;
    throw systemFailure(error, path, 'read');
  }
}

async function list(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (missing.has(code)) return [];
    if (declined.has(code) && isKernelFile(path)) return [];
    throw systemFailure(error, path, 'read');
  }
}

async function readLink(path: string): Promise<string | null> {
  try {
    const target = await readlink(path);
    // A relative target counts from where the link really lies; sysfs reaches most links through other links.
    return resolve(await realpath(dirname(path)), target);
  } catch (error) {
    const code = codeOf(error);
    // EINVAL: there is something, but it is not a link.
    if (missing.has(code) || code === 'EINVAL' || isKernelFile(path)) return null;
    throw systemFailure(error, path, 'read');
  }
}

async function kindOf(path: string): ReturnType<System['kindOf']> {
  try {
    const found = await lstat(path);
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'directory';
    return found.isSymbolicLink() ? 'link' : 'other';
  } catch (error) {
    if (missing.has(codeOf(error))) return null;
    throw systemFailure(error, path, 'read');
  }
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path, { bigint: true }).catch(() => null)));
  return first != null && second != null && first.dev === second.dev && first.ino === second.ino;
}

async function write(path: string, text: string | Secret, mode: number): Promise<void> {
  return writeWhole(path, text, mode).catch((error: unknown) => {
    throw systemFailure(error, path, 'written');
  });
}

async function append(path: string, text: string, mode: number): Promise<void> {
  return appendFile(path, text, { mode }).catch((error: unknown) => {
    throw systemFailure(error, path, 'written');
  });
}

async function makeDirectoryClear(path: string, mode: number): Promise<void> {
  try {
    await makeDirectory(path, mode);
    await removeUnfinished(path);
  } catch (error) {
    throw systemFailure(error, path, 'made');
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (missing.has(codeOf(error))) return;
    throw systemFailure(error, path, 'removed');
  }
}

async function wait(milliseconds: number, stop?: AbortSignal): Promise<void> {
  // an aborted wait is over, not failed
  await pause(milliseconds, undefined, stop === undefined ? {} : { signal: stop }).catch(() => {});
}

async function hardware(): Promise<HardwareReport> {
  const { default: report } = await import('systeminformation');
  const [system, bios, baseboard, cpu, mem, blockDevices] = await Promise.all([
    report.system(),
    report.bios(),
    report.baseboard(),
    report.cpu(),
    report.mem(),
    report.blockDevices(),
  ]);
  return hardwareReport({ system, bios, baseboard, cpu, mem, blockDevices });
}

function isKernelFile(path: string): boolean {
  return path.startsWith('/sys/') || path.startsWith('/proc/');
}
