import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { MachineProblem } from './machine-problem.ts';
import { hardwarePath, type MachineEntry, type MachineTree } from './machine-tree.ts';

/**
 * Reads what `naar record` wrote: files at their own paths below `dir`, links
 * as links (never followed, so nothing outside `dir` is read), `commands/` and
 * `hardware.json`. Throws `MachineProblem` where `dir` is not such a folder.
 */
export async function readMachineFolder(dir: string): Promise<MachineTree> {
  const stats = await statsOf(dir);
  if (stats === null) throw new MachineProblem(`${dir} does not exist.`);
  if (!stats.isDirectory()) throw new MachineProblem(`${dir} is a file; a recorded machine is a directory.`);
  // Looked for first: without it this is some other directory, perhaps a large one.
  if ((await statsOf(join(dir, hardwarePath)))?.isFile() !== true) {
    throw new MachineProblem(
      `${dir} is not a recorded machine: it has no hardware.json. \`naar record DIR\` makes one.`,
    );
  }
  const entries: [string, MachineEntry][] = [];
  await collect(dir, '/', entries);
  const tree: MachineTree = Object.fromEntries(entries);
  refuseDamagedReport(dir, tree[hardwarePath]);
  return tree;
}

/** Throws `MachineProblem` unless `dir` does not exist yet or is an empty directory. */
export async function refuseUsedFolder(dir: string): Promise<void> {
  const stats = await statsOf(dir);
  if (stats === null) return;
  if (!stats.isDirectory()) throw new MachineProblem(`${dir} is a file; the recording needs a directory.`);
  if ((await readdir(dir)).length > 0) {
    throw new MachineProblem(`${dir} is not empty; the recording needs a new or an empty directory.`);
  }
}

/** Writes a tree below `dir`. Links become relative, so that they stay inside the folder. */
export async function saveMachineFolder(tree: MachineTree, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [path, entry] of Object.entries(tree)) {
    const place = join(dir, path);
    await mkdir(dirname(place), { recursive: true });
    if ('text' in entry) await writeFile(place, entry.text);
    else if ('link' in entry) await symlink(relative(dirname(path), entry.link), place);
    else await mkdir(place, { recursive: true });
  }
}

async function collect(dir: string, path: string, entries: [string, MachineEntry][]): Promise<void> {
  const names = await readdir(join(dir, path), { withFileTypes: true });
  if (names.length === 0) entries.push([path, { directory: true }]);
  for (const name of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = join(path, name.name);
    if (name.isSymbolicLink()) {
      entries.push([place, { link: resolve(path, await readlink(join(dir, place))) }]);
    } else if (name.isDirectory()) {
      await collect(dir, place, entries);
    } else if (name.isFile()) {
      entries.push([place, { text: await readFile(join(dir, place), 'utf8') }]);
    }
  }
}

function refuseDamagedReport(dir: string, entry: MachineEntry | undefined): void {
  try {
    const report: unknown = entry !== undefined && 'text' in entry ? JSON.parse(entry.text) : null;
    const parts = ['system', 'bios', 'baseboard', 'cpu', 'mem', 'blockDevices'];
    if (typeof report === 'object' && report !== null && parts.every((part) => part in report)) return;
  } catch {
    // Not JSON: the same sentence holds.
  }
  throw new MachineProblem(`${dir} is a damaged recording: its hardware.json is not a hardware report of naar.`);
}

async function statsOf(path: string) {
  return stat(path).catch(() => null);
}
