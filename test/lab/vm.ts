import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabImage } from './image.ts';
import { type BoxFiles, type Kernel, qemuArguments } from './qemu.ts';

/** One file of a job: text or bytes, and whether it is a program. */
export type JobFile = { readonly content: string | Buffer; readonly mode: number };

/**
 * What the guest is given: files by path. Those under `root/` are laid over the guest's own file system before systemd
 * starts; all are readable in the guest under /lab/job.
 */
export type Job = { readonly [path: string]: JobFile };

/**
 * One run of the box. `folder` is emptied first; `limit` is in seconds, past it QEMU is ended, as it is by `stop`; `boots` is
 * how often it starts. `line` is the path of the socket at the far end of its serial line, where somebody sits there.
 */
export type GuestWork = {
  readonly kernel: Kernel;
  readonly job: Job;
  readonly folder: string;
  readonly limit: number;
  readonly boots?: number | undefined;
  readonly line?: string | undefined;
  readonly stop?: AbortSignal | undefined;
};

/** One line that the guest wrote on its line for results: a check or a file to keep. */
export type GuestLine =
  | { readonly kind: 'check'; readonly name: string; readonly ok: boolean; readonly detail: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'end' };

/** How a run ended. `lines` lacks its `end` where the guest hung or died; `folder` holds serial.log and kept files. */
export type GuestRun = {
  readonly lines: readonly GuestLine[];
  readonly ended: 'finished' | 'timeout' | 'died';
  readonly seconds: number;
  readonly folder: string;
};

/**
 * Starts the virtual box with a job, waits until it powers itself off, and reads what it said. Emulated, so that a
 * machine without KVM can run it. The folder keeps serial.log, journal.log, what QEMU said and what the guest sent. A
 * run that is ended by its limit counts as `timeout`. A box that does not come up is started again, twice.
 */
export async function runGuest(
  image: LabImage,
  work: GuestWork,
  tell: (line: GuestLine) => void = () => {},
): Promise<GuestRun> {
  const { kernel, job, folder, boots = 1, line = null } = work;
  rmSync(folder, { recursive: true, force: true });
  const files: BoxFiles = {
    jobDisk: packJob(job, folder),
    serial: join(folder, 'serial.log'),
    line,
    results: join(folder, 'results.jsonl'),
    journal: join(folder, 'journal.log'),
  };
  const commandLine = [image.qemu, ...qemuArguments(image, kernel, boots, files)];
  const began = Date.now();
  let ended = await runOnce(commandLine, files, work, tell);
  for (let again = 0; ended === 'asleep' && again < 2; again += 1) {
    console.log('  The box did not come up: it is started again.');
    ended = await runOnce(commandLine, files, work, tell);
  }
  const lines = readLines(files.results);
  for (const line of lines) if (line.kind === 'file') keep(folder, line.name, line.text);
  const seconds = Math.round((Date.now() - began) / 1000);
  return { lines, ended: ended === 'asleep' ? 'died' : ended, seconds, folder };
}

async function runOnce(
  commandLine: readonly string[],
  files: BoxFiles,
  { folder, limit, stop }: GuestWork,
  tell: (line: GuestLine) => void,
): Promise<GuestRun['ended'] | 'asleep'> {
  for (const file of [files.serial, files.results, files.journal]) writeFileSync(file, '');
  const said = openSync(join(folder, 'qemu.log'), 'w');
  const qemu = spawn(join(import.meta.dirname, 'image', 'qemu.sh'), commandLine, { stdio: ['ignore', said, said] });
  const gone = new Promise<number | null>((resolve, reject) => {
    qemu.once('error', reject);
    qemu.once('exit', resolve);
  });
  const end = () => qemu.kill('SIGKILL');
  // a lab that is interrupted leaves no machine running
  process.once('exit', end);
  const began = Date.now();
  let why: 'timeout' | 'asleep' | null = null;
  let told = 0;
  const hear = () => {
    const lines = readLines(files.results);
    for (const line of lines.slice(told)) tell(line);
    told = lines.length;
  };
  const ticks = setInterval(() => {
    hear();
    const seconds = (Date.now() - began) / 1000;
    if (seconds > limit) why = 'timeout';
    else if (stop?.aborted) end();
    else if (fallenAsleep(files, seconds)) why = 'asleep';
    if (why !== null) end();
  }, 1000);
  try {
    await gone;
  } finally {
    clearInterval(ticks);
    process.removeListener('exit', end);
    closeSync(said);
  }
  hear();
  const finished = readLines(files.results).some((line) => line.kind === 'end');
  return finished ? 'finished' : (why ?? 'died');
}

/** QEMU sometimes loses the clock of an emulated CPU while the guest starts: then nothing happens any more. */
function fallenAsleep({ serial, journal }: BoxFiles, seconds: number): boolean {
  if (statSync(journal).size > 0) return false;
  return seconds > 240 || readFileSync(serial, 'utf8').includes('detected stalls');
}

/** A source or job tree as job files would be tedious to write out: makes a file with the mode of a text. */
export function text(content: string): JobFile {
  return { content, mode: 0o644 };
}

/** The same for a program. */
export function program(content: string | Buffer): JobFile {
  return { content, mode: 0o755 };
}

function packJob(job: Job, folder: string): string {
  const tree = join(folder, 'job');
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

function readLines(results: string): readonly GuestLine[] {
  return readFileSync(results, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as GuestLine);
}

function keep(folder: string, name: string, content: string): void {
  mkdirSync(join(folder, 'kept'), { recursive: true });
  writeFileSync(join(folder, 'kept', name.replaceAll('/', '_')), content);
}
