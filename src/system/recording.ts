import { basename, dirname, join } from 'node:path';
import { followLinks } from './follow-links.ts';
import { refuseUsedFolder, saveMachineFolder } from './machine-folder.ts';
import { commandPath, hardwarePath, type MachineEntry, type MachineTree } from './machine-tree.ts';
import type { System } from './system.ts';

/**
 * Copies what `probe` reads of `system` into `dir`, so that `--machine DIR`
 * replays it. Detection itself runs here, and what it reads is kept, so
 * whatever it learns to read later is recorded without a line in this file.
 * `begin` is called before the first byte is written; false where `stop` came after that.
 * Throws `MachineProblem` where `dir` is a file or holds something already, SystemFailure where
 * it cannot be written.
 */
export async function recordMachine(
  system: System,
  dir: string,
  probe: (system: System) => Promise<unknown>,
  { begin, stop }: { readonly begin?: () => void; readonly stop?: AbortSignal } = {},
): Promise<boolean> {
  await refuseUsedFolder(dir);
  const recording = recordingSystem(system);
  await probe(recording.system);
  begin?.();
  return saveMachineFolder(recording.tree(), dir, stop);
}

/**
 * A door that remembers what was read through it. Only files, names, links,
 * the output of commands that succeeded and the hardware report: never the
 * environment. Writing through it is a bug and throws.
 */
export function recordingSystem(system: System): { readonly system: System; tree(): MachineTree } {
  const entries = new Map<string, MachineEntry>();
  const listed = new Set<string>();
  const links = new Map<string, Promise<string | null>>();
  const linkAt = (path: string): Promise<string | null> => {
    // /proc/self is a link to the process that asks: its number has no place in a recording.
    if (path === '/proc/self') return Promise.resolve(null);
    const known = links.get(path);
    if (known !== undefined) return known;
    const asked = system.readLink(path).then((target) => {
      if (target !== null) entries.set(path, { link: target });
      return target;
    });
    links.set(path, asked);
    return asked;
  };
  const keep = async (path: string, entry: MachineEntry) => {
    const place = await followLinks(linkAt, path);
    if (place !== null) entries.set(place, entry);
  };
  return {
    system: {
      ...system,
      async readText(path) {
        const text = await system.readText(path);
        if (text !== null) await keep(path, { text });
        return text;
      },
      async list(path) {
        const names = await system.list(path);
        const place = names.length === 0 ? null : await followLinks(linkAt, path);
        if (place !== null) for (const name of names) listed.add(join(place, name));
        return names;
      },
      async readLink(path) {
        const parent = await followLinks(linkAt, dirname(path));
        return parent === null ? null : linkAt(join(parent, basename(path)));
      },
      async write(path) {
        throw new Error(`Detection only reads, but something wanted to write ${path}.`);
      },
      async makeDirectory(path) {
        throw new Error(`Detection only reads, but something wanted to make ${path}.`);
      },
      async remove(path) {
        throw new Error(`Detection only reads, but something wanted to remove ${path}.`);
      },
      async start(command) {
        throw new Error(`Detection only reads, but something wanted to start ${command}.`);
      },
      async run(command, args, options) {
        const result = await system.run(command, args, options);
        if (result.code === 0) entries.set(commandPath(command, args), { text: result.stdout });
        return result;
      },
      async hardware() {
        const report = await system.hardware();
        entries.set(hardwarePath, { text: `${JSON.stringify(report, null, 2)}\n` });
        return report;
      },
    },
    tree: () => withNamesOnly(entries, listed),
  };
}

/** Names that were seen and never opened stay as empty directories: a name is all that is known of them. */
function withNamesOnly(entries: ReadonlyMap<string, MachineEntry>, listed: ReadonlySet<string>): MachineTree {
  const directories = new Set<string>();
  for (const start of entries.keys()) {
    for (let path = dirname(start); path !== '/' && !directories.has(path); path = dirname(path)) directories.add(path);
  }
  const nameOnly = [...listed].filter((path) => !entries.has(path) && !directories.has(path));
  const all = [...entries, ...nameOnly.map((path): [string, MachineEntry] => [path, { directory: true }])];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
