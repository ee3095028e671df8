import { chmod, mkdir, readdir, readFile, readlink, realpath, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { hardwareReport } from './hardware-report.ts';
import { run, signal, start } from './real-process.ts';
import { type Secret, textOf } from './secret.ts';
import type { HardwareReport, System } from './system.ts';

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
    write,
    remove,
    makeDirectory,
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

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (missing.has(code)) return null;
    if (declined.has(code) && isKernelFile(path)) return null;
    throw explained(error, path, 'read');
  }
}

async function list(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    const code = codeOf(error);
    if (missing.has(code)) return [];
    if (declined.has(code) && isKernelFile(path)) return [];
    throw explained(error, path, 'read');
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
    throw explained(error, path, 'read');
  }
}

type WriteFileAtomic = (path: string, text: string, options: { readonly mode: number }) => Promise<void>;

async function write(path: string, text: string | Secret, mode: number): Promise<void> {
  // @ts-expect-error The package ships no types; this is the part that is used here.
  const atomic: { default: WriteFileAtomic } = await import('write-file-atomic');
  try {
    await atomic.default(path, textOf(text), { mode });
  } catch (error) {
    throw explained(error, path, 'written');
  }
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    // Parents that are missing get the usual mode: only the directory itself is as closed as asked.
    await mkdir(dirname(path), { recursive: true });
    const made = await mkdir(path, { mode }).then(
      () => true,
      (error) => {
        if (codeOf(error) !== 'EEXIST') throw error;
        return false;
      },
    );
    const found = await stat(path);
    if (!found.isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    // a directory that was there keeps its mode, save where it shall hold secrets: then it is closed, never opened
    const closed = (mode & 0o077) === 0;
    const wanted = made ? mode : found.mode & 0o7777 & (closed ? mode | 0o7000 : 0o7777);
    if ((found.mode & 0o7777) !== wanted) await chmod(path, wanted);
  } catch (error) {
    throw explained(error, path, 'made');
  }
}

async function remove(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (missing.has(codeOf(error))) return;
    throw explained(error, path, 'removed');
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The system's error with a sentence in place of its wording; `code` and the original stay with it. */
function explained(error: unknown, path: string, done: 'read' | 'written' | 'removed' | 'made'): Error {
  const code = codeOf(error);
  const sentence =
    {
      EISDIR: `${path} is a directory, not a file.`,
      ENOENT: `${path} cannot be ${done}: there is no directory ${dirname(path)}.`,
      ENOTDIR: `${path} cannot be ${done}: a part of that path is a file, not a directory.`,
      EEXIST: `${path} cannot be ${done}: a part of that path is a file, not a directory.`,
      EACCES: `${path} may not be ${done} by this user.`,
      EPERM: `${path} may not be ${done} by this user.`,
      EROFS: `${path} lies on a file system that is read-only.`,
      ENOSPC: `${path} cannot be written: the disk is full.`,
      ELOOP: `${path} is a link that leads in a circle.`,
    }[code] ?? `${path} cannot be ${done}: ${error instanceof Error ? error.message : String(error)}`;
  return Object.assign(new Error(sentence, { cause: error }), { code });
}
