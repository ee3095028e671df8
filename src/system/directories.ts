import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { coded, codeOf } from './system-failure.ts';

/**
 * Makes a directory, with its parents where needed. A new one has `mode` less the umask. One that is there
 * keeps its mode, save where `mode` is for its owner only: then it is closed, never
 * opened, and a link in its place is refused. Throws what the system says.
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  const made = await make(path, mode);
  const closed = (mode & 0o077) === 0;
  const found = closed ? await lstat(path) : await stat(path);
  if (!found.isDirectory()) throw coded('ENOTDIR');
  if (closed) await chmod(path, made ? mode : found.mode & (mode | 0o7000));
}

/** Whether it was made here, and not there already. Not mkdir's own `recursive`: below /proc that never ends. */
async function make(path: string, mode: number, parents = true): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (codeOf(error) !== 'ENOENT' || !parents) throw error;
    await make(dirname(path), 0o755);
    return make(path, mode, false);
  }
}
