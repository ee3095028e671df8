import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { coded, codeOf } from './system-failure.ts';

/**
 * Makes a directory, with its parents where needed. A new one has `mode` less the umask. One that is there
 * keeps its mode, save where `mode` is for its owner only: then it is closed, never
 * opened, and a link in its place is refused. Throws what the system says.
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  const closed = (mode & 0o077) === 0;
  await makeParents(dirname(path));
  const made = await makeOne(path, mode);
  const found = closed ? await lstat(path) : await stat(path);
  if (!found.isDirectory()) throw coded('ENOTDIR');
  const wanted = made ? mode : found.mode & (mode | 0o7000);
  if (closed && (found.mode & 0o7777) !== (wanted & 0o7777)) await chmod(path, wanted & 0o7777);
}

/** Not mkdir's own `recursive`: below /proc that never ends. */
async function makeParents(path: string): Promise<void> {
  if (await isThere(path)) return;
  if (dirname(path) !== path) await makeParents(dirname(path));
  await makeOne(path, 0o755);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return false;
    },
  );
}

/** Whether it was made here; not where something of that name is there. */
async function makeOne(path: string, mode: number): Promise<boolean> {
  return mkdir(path, { mode }).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
      return false;
    },
  );
}
