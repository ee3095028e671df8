import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One file of a job: text or bytes, and whether it is a program. */
export type JobFile = { readonly content: string | Buffer; readonly mode: number };

/**
 * What the guest is given: files by path. Those under `root/` are laid over the guest's own file system before systemd
 * starts; all are readable in the guest under /lab/job.
 */
export type Job = { readonly [path: string]: JobFile };

/** A source or job tree as job files would be tedious to write out: makes a file with the mode of a text. */
export function text(content: string): JobFile {
  return { content, mode: 0o644 };
}

/** The same for a program. */
export function program(content: string | Buffer): JobFile {
  return { content, mode: 0o755 };
}

/** Packs a job into one file, the disk that the guest reads it from, and gives its path. What was packed there before goes. */
export function packJob(job: Job, folder: string): string {
  const tree = join(folder, 'job');
  rmSync(tree, { recursive: true, force: true });
  for (const [path, file] of Object.entries(job)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), file.content, { mode: file.mode });
  }
  const disk = join(folder, 'job.sqfs');
  const packed = spawnSync(
    'mksquashfs',
    [tree, disk, '-all-root', '-noappend', '-quiet', '-no-progress', '-comp', 'gzip'],
    {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    },
  );
  if (packed.status !== 0) throw new Error(`mksquashfs could not pack the job: ${packed.stderr ?? packed.error}`);
  return disk;
}
