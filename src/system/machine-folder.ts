import { mkdir, readdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { below } from './below.ts';
import { readBounded } from './bounded-file.ts';
import { makeDirectory } from './directories.ts';
import { MachineProblem } from './machine-problem.ts';
import { hardwarePath, type MachineEntry, type MachineTree } from './machine-tree.ts';
import { plainName } from './plain-name.ts';
import { codeOf, type Deed, systemFailure } from './system-failure.ts';

/** A recording holds some hundred small files; more than this is a folder of something else. Files, and bytes in all. */
const most = { entries: 20_000, bytes: 32_000_000 };

/**
 * Reads what `naar record` wrote: files at their own paths below `dir`, links
 * as links (never followed, so nothing outside `dir` is read), `commands/` and
 * `hardware.json`. Throws `MachineProblem` where `dir` is not such a folder.
 */
export async function readMachineFolder(dir: string): Promise<MachineTree> {
  const stats = await seen(dir, statsOf(dir));
  if (stats === null) throw new MachineProblem(`${plainName(dir)} does not exist.`);
  if (!stats.isDirectory()) throw new MachineProblem(`${plainName(dir)} is a file; a recorded machine is a directory.`);
  // Looked for first: without it this is some other directory, perhaps a large one.
  if ((await seen(below(dir, hardwarePath), statsOf(below(dir, hardwarePath))))?.isFile() !== true) {
    throw new MachineProblem(
      `${plainName(dir)} is not a recorded machine: it has no hardware.json. \`naar record DIR\` makes one.`,
    );
  }
  const tree: MachineTree = Object.fromEntries(await collect(dir));
  refuseDamagedReport(dir, tree[hardwarePath]);
  return tree;
}

/** Throws `MachineProblem` unless `dir` does not exist yet or is an empty directory, SystemFailure where it cannot be looked at. */
export async function refuseUsedFolder(dir: string): Promise<void> {
  const stats = await made(dir, 'read', statsOf(dir));
  if (stats === null) return;
  if (!stats.isDirectory()) throw new MachineProblem(`${plainName(dir)} is a file; the recording needs a directory.`);
  if ((await made(dir, 'read', readdir(dir))).length > 0) {
    throw new MachineProblem(`${plainName(dir)} is not empty; the recording needs a new or an empty directory.`);
  }
}

/**
 * Writes a tree below `dir`. Links become relative, so that they stay inside the folder. The hardware
 * report is written last: a recording that broke off is never taken for one. Throws SystemFailure.
 * False where `stop` came in between, and the recording is not whole.
 */
export async function saveMachineFolder(tree: MachineTree, dir: string, stop?: AbortSignal): Promise<boolean> {
  const report = tree[hardwarePath];
  const entries = Object.entries(tree).filter(([path]) => path !== hardwarePath);
  await made(dir, 'made', makeDirectory(dir, 0o755));
  for (const [path, entry] of report === undefined ? entries : [...entries, [hardwarePath, report] as const]) {
    if (stop?.aborted) return false;
    const place = below(dir, path);
    await made(place, 'written', save(entry, path, place));
  }
  return true;
}

async function save(entry: MachineEntry, path: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  if ('text' in entry) await writeFile(place, entry.text);
  else if ('link' in entry) await symlink(relative(dirname(path), entry.link), place);
  else await mkdir(place, { recursive: true });
}

async function collect(dir: string): Promise<readonly (readonly [string, MachineEntry])[]> {
  const entries: [string, MachineEntry][] = [];
  let bytesLeft = most.bytes;
  const visit = async (path: string): Promise<void> => {
    const names = await seen(below(dir, path), readdir(below(dir, path), { withFileTypes: true }));
    if (names.length === 0) entries.push([path, { directory: true }]);
    for (const name of names) {
      const place = join(path, name.name);
      const here = below(dir, place);
      if (entries.length > most.entries || bytesLeft < 0) throw tooMuch(dir);
      if (name.isSymbolicLink()) {
        entries.push([place, { link: resolve(path, await seen(here, readlink(here))) }]);
      } else if (name.isDirectory()) {
        await visit(place);
      } else if (name.isFile()) {
        const { size } = await seen(here, stat(here));
        bytesLeft -= size;
        if (bytesLeft >= 0)
          entries.push([place, { text: (await seen(here, readBounded(here, size))).toString('utf8') }]);
      }
    }
  };
  await visit('/');
  if (bytesLeft < 0) throw tooMuch(dir);
  return entries;
}

function tooMuch(dir: string): MachineProblem {
  return new MachineProblem(`${plainName(dir)} is not a recorded machine: it holds too much.`);
}

function refuseDamagedReport(dir: string, entry: MachineEntry | undefined): void {
  try {
    const report: unknown = entry !== undefined && 'text' in entry ? JSON.parse(entry.text) : null;
    const parts = ['system', 'bios', 'baseboard', 'cpu', 'mem', 'blockDevices'];
    if (typeof report === 'object' && report !== null && parts.every((part) => part in report)) return;
  } catch {
    // Not JSON: the same sentence holds.
  }
  throw new MachineProblem(
    `${plainName(dir)} is a damaged recording: its hardware.json is not a hardware report of naar.`,
  );
}

async function statsOf(path: string) {
  return stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
}

/** What the person named is at fault where it cannot be read. */
async function seen<Found>(path: string, reading: Promise<Found>): Promise<Found> {
  return reading.catch((error: unknown) => {
    throw new MachineProblem(systemFailure(error, path, 'read').message);
  });
}

async function made<Made>(path: string, deed: Deed, making: Promise<Made>): Promise<Made> {
  return making.catch((error: unknown) => {
    throw systemFailure(error, path, deed);
  });
}
