import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, readdir, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { below } from './below.ts';
import { Secret, textOf } from './secret.ts';
import { coded, codeOf } from './system-failure.ts';

/**
 * Writes a file whole or not at all: into a neighbour first, which then takes the name. What
 * stood there (also a link) is replaced, never written through. `mode` holds from the first byte.
 * Throws what the system says.
 */
export async function writeWhole(path: string, text: string | Secret, mode: number): Promise<void> {
  // another run that tidies up takes a neighbour of ours for one that was left behind, once
  for (let tries = 1; ; tries++) {
    try {
      return await writeOnce(path, text, mode);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || tries === 3) throw error;
    }
  }
}

/** Whether a name is one that `writeWhole` gives to a file that is not finished; nobody types such a name. */
export function isUnfinished(name: string): boolean {
  return /^\.naar-unfinished-[0-9a-f]{32}$/.test(name);
}

/** Removes what a run that was killed left in a directory: files of such a name and nothing else. */
export async function removeUnfinished(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter(isUnfinished)) {
    const path = below(directory, name);
    const found = await lstat(path).catch(() => null);
    // gone meanwhile: another run was faster
    if (found?.isFile()) await unlink(path).catch(() => {});
  }
}

async function writeOnce(path: string, text: string | Secret, mode: number): Promise<void> {
  const neighbour = below(dirname(path), `.naar-unfinished-${randomBytes(16).toString('hex')}`);
  // "wx": never a file or a link that lies there already
  const handle = await open(neighbour, 'wx', mode & 0o700);
  try {
    try {
      await giveMode(handle, mode, text instanceof Secret);
      await handle.writeFile(textOf(text));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(neighbour, path);
  } catch (error) {
    await unlink(neighbour).catch(() => {});
    throw error;
  }
  await keepName(dirname(path));
}

/** The text is on the disk, its name may not be for a while: a power cut would bring back what stood there before (fsync(2)). */
async function keepName(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => null);
  // a file system that cannot do it does not forbid the file
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** The mode as it was asked for, whatever the umask. A FAT stick has no modes: a secret does not go there. */
async function giveMode(handle: FileHandle, mode: number, secret: boolean): Promise<void> {
  await handle.chmod(mode).catch((error: unknown) => {
    if (codeOf(error) !== 'EPERM') throw error;
  });
  if (secret && ((await handle.stat()).mode & 0o777 & ~mode) !== 0) throw coded('EOPEN');
}
