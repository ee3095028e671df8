import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LabDisk, makeDisks, touchedDisks } from './disks.ts';
import type { LabImage } from './image.ts';
import { type Job, packJob, text } from './pack-job.ts';
import { type BoxFiles, type Kernel, qemuArguments } from './qemu.ts';

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
  /** With disks of its own each start is another QEMU, and of what the guest wrote only they are left. */
  readonly disks?: readonly LabDisk[] | undefined;
};

/**
 * One line that the guest wrote on its line for results: a check, a file to keep, or that the box starts again: it shuts
 * down for that by itself, or (`cut`) its power is to go now.
 */
export type GuestLine =
  | { readonly kind: 'check'; readonly name: string; readonly ok: boolean; readonly detail: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'again'; readonly cut: boolean }
  | { readonly kind: 'end' };

/** How a run ended. `touched` are disks that had to stay as they were. `folder` holds the logs and kept files. */
export type GuestRun = {
  readonly ended: 'finished' | 'timeout' | 'died';
  readonly touched: readonly string[];
  readonly seconds: number;
  readonly folder: string;
};

/**
 * Starts the virtual box with a job, waits until it powers itself off, and reads what it said. Emulated, so that a
 * machine without KVM can run it. The folder keeps serial.log, journal.log, what QEMU said and what the guest sent, where
 * QEMU starts several times in a folder for each start; files that an earlier start kept are under `kept/` in the job of
 * the next. A run that is ended by its limit counts as `timeout`. A box that does not come up is started again, twice.
 */
export async function runGuest(
  image: LabImage,
  work: GuestWork,
  tell: (line: GuestLine) => void = () => {},
): Promise<GuestRun> {
  const { kernel, job, folder, limit, boots = 1, line = null, stop } = work;
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const disks = makeDisks(folder, work.disks ?? []);
  const starts = disks.length > 0 ? boots : 1;
  const kept: Record<string, Job[string]> = {};
  let ended: Ended = 'again';
  for (let start = 1; ended === 'again' && start <= starts; start += 1) {
    const place = starts === 1 ? folder : join(folder, `start-${start}`);
    mkdirSync(place, { recursive: true });
    const files: BoxFiles = {
      jobDisk: packJob({ ...job, ...kept }, folder),
      disks,
      serial: join(place, 'serial.log'),
      line,
      results: join(place, 'results.jsonl'),
      journal: join(place, 'journal.log'),
    };
    const restarts = starts === 1 && boots > 1;
    const commandLine = [image.qemu, ...qemuArguments(image, kernel, { start, restarts }, files)];
    ended = await runAwake(commandLine, files, { folder: place, limit: limit - seconds(), stop }, tell);
    for (const line of readLines(files.results)) {
      if (line.kind !== 'file') continue;
      keep(folder, line.name, line.text);
      kept[`kept/${line.name}`] = text(line.text);
    }
  }
  const end = ended === 'finished' || ended === 'timeout' ? ended : 'died';
  return { ended: end, touched: touchedDisks(disks), seconds: seconds(), folder };
}

/** How one QEMU ended. */
type Ended = GuestRun['ended'] | 'again' | 'asleep';

async function runAwake(...run: Parameters<typeof runOnce>): Promise<Ended> {
  let ended = await runOnce(...run);
  for (let again = 0; ended === 'asleep' && again < 2; again += 1) {
    console.log('  The box did not come up: it is started again.');
    ended = await runOnce(...run);
  }
  return ended;
}

async function runOnce(
  commandLine: readonly string[],
  files: BoxFiles,
  { folder, limit, stop }: Pick<GuestWork, 'folder' | 'limit' | 'stop'>,
  tell: (line: GuestLine) => void,
): Promise<Ended> {
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
  let ended = 0;
  const hear = () => {
    const lines = readLines(files.results);
    for (const line of lines.slice(told)) {
      tell(line);
      if (line.kind === 'again' && line.cut) end();
      if (line.kind === 'end') ended = Date.now();
    }
    told = lines.length;
  };
  const ticks = setInterval(() => {
    hear();
    const seconds = (Date.now() - began) / 1000;
    if (seconds > limit) why = 'timeout';
    // all is said, and the box does not find its own way out
    else if (stop?.aborted || (ended > 0 && Date.now() - ended > 60_000)) end();
    else if (fallenAsleep(files, seconds)) why = 'asleep';
    if (why !== null) end();
  }, 500);
  try {
    await gone;
  } finally {
    clearInterval(ticks);
    process.removeListener('exit', end);
    closeSync(said);
  }
  hear();
  const last = readLines(files.results).findLast(({ kind }) => kind === 'end' || kind === 'again');
  if (last?.kind === 'end') return 'finished';
  return why ?? (last === undefined ? 'died' : 'again');
}

/** QEMU sometimes loses the clock of an emulated CPU while the guest starts: then nothing happens any more. */
function fallenAsleep({ serial, journal }: BoxFiles, seconds: number): boolean {
  if (statSync(journal).size > 0) return false;
  return seconds > 240 || readFileSync(serial, 'utf8').includes('detected stalls');
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
