import { basename, dirname, join } from 'node:path';
import { tooBig } from './bounded-file.ts';
import { followLinks } from './follow-links.ts';
import { hardwareReport } from './hardware-report.ts';
import { commandPath, hardwarePath, type MachineTree } from './machine-tree.ts';
import { type Clock, steadyClock } from './recorded-clock.ts';
import { type Play, recordedProcesses } from './recorded-processes.ts';
import { type Secret, textOf } from './secret.ts';
import type { HardwareReport, RunOptions, RunResult, System } from './system.ts';
import { coded, systemFailure } from './system-failure.ts';

/** A replayed machine and what was done to it. */
export type RecordedSystem = System & {
  /** Files written, by path, newest content; they are read back as written. */
  readonly writes: ReadonlyMap<string, Written>;
  /** Directories made, with their mode. */
  readonly directories: ReadonlyMap<string, number>;
  /** Commands in the order they were run. */
  readonly commands: readonly Ran[];
};

/** A file that was written to a replayed machine. A secret stays one, so that a test cannot print it by accident. */
export type Written = { readonly text: string | Secret; readonly mode: number };

/** A command that was asked for on a replayed machine. */
export type Ran = { readonly command: string; readonly args: readonly string[]; readonly options: RunOptions };

/** What a recorded machine does beyond what was recorded, and how its time passes. */
export type Staging = { readonly play?: Play; readonly clock?: Clock };

/**
 * A machine replayed from a tree: the same code that reads a live box reads
 * this one. Nothing of the machine underneath is read, written or run, and the
 * environment is empty. A command whose output the tree lacks and that the play
 * does not perform does not start.
 */
export function recordedSystem(tree: MachineTree, { play, clock = steadyClock() }: Staging = {}): RecordedSystem {
  const writes = new Map<string, Written>();
  const directories = new Map<string, number>();
  const commands: Ran[] = [];
  const names = namesByDirectory(tree);
  const linkAt = (path: string): string | null => {
    const entry = tree[path];
    return entry !== undefined && 'link' in entry ? entry.link : null;
  };
  const processes = recordedProcesses(play, clock, writes);
  const entryAt = async (path: string) => {
    const place = await followLinks(linkAt, path);
    return place === null ? { place: path, entry: undefined } : { place, entry: tree[place] };
  };
  const textAt = async (path: string) => {
    const written = writes.get(path);
    if (written !== undefined) return textOf(written.text);
    const played = processes.text(path);
    if (played !== undefined) return played;
    const { place, entry } = await entryAt(path);
    if (entry !== undefined && 'text' in entry) return entry.text;
    if (entry === undefined && !names.has(place)) return null;
    throw systemFailure(coded('EISDIR'), path, 'read');
  };
  return {
    kind: 'recorded',
    writes,
    directories,
    commands,
    async readText(path, limit = Number.POSITIVE_INFINITY) {
      const text = await textAt(path);
      if (text !== null && Buffer.byteLength(text) > limit) throw tooBig(path, limit);
      return text;
    },
    async list(path) {
      const recorded = names.get((await entryAt(path)).place) ?? [];
      const written = [...writes.keys()].filter((file) => dirname(file) === path).map((file) => basename(file));
      return [...new Set([...recorded, ...written, ...processes.names(path)])].sort();
    },
    async readLink(path) {
      const parent = await followLinks(linkAt, dirname(path));
      return parent === null ? null : linkAt(join(parent, basename(path)));
    },
    async kindOf(path) {
      if (writes.has(path)) return 'file';
      const parent = await followLinks(linkAt, dirname(path));
      const place = parent === null ? path : join(parent, basename(path));
      const entry = tree[place];
      if (entry === undefined) return names.has(place) || directories.has(path) ? 'directory' : null;
      return 'text' in entry ? 'file' : 'link' in entry ? 'link' : 'directory';
    },
    async sameFile(one, other) {
      const [first, second] = await Promise.all([entryAt(one), entryAt(other)]);
      return first.place === second.place && (first.entry !== undefined || writes.has(first.place));
    },
    async write(path, text, mode) {
      writes.set(path, { text, mode });
    },
    async append(path, text, mode) {
      const before = writes.get(path)?.text ?? '';
      writes.set(path, { text: `${textOf(before)}${text}`, mode });
    },
    async remove(path) {
      writes.delete(path);
    },
    async makeDirectory(path, mode) {
      directories.set(path, mode);
    },
    async run(command, args, options = {}): Promise<RunResult> {
      commands.push({ command, args, options });
      const entry = tree[commandPath(command, args)];
      if (entry !== undefined && 'text' in entry) return { code: 0, stdout: entry.text, stderr: '' };
      const lines: string[] = [];
      const tell = (line: string) => lines.push(`${line}\n`);
      const running = await processes.start(command, args, { timeout: 10_000, ...options, tell });
      const { code, problem } = await running.ended;
      return { code, stdout: lines.join(''), stderr: problem === null ? '' : `${problem}\n` };
    },
    start(command, args, options = {}) {
      commands.push({ command, args, options: {} });
      return processes.start(command, args, options);
    },
    signal: (process) => processes.end(process),
    wait: (milliseconds, stop) => clock.wait(milliseconds, stop),
    async hardware(): Promise<HardwareReport> {
      const entry = tree[hardwarePath];
      return entry !== undefined && 'text' in entry ? hardwareReport(JSON.parse(entry.text)) : hardwareReport(null);
    },
    env: () => undefined,
    now: () => new Date(),
  };
}

/** The names in each directory, which a tree only implies by its paths. */
function namesByDirectory(tree: MachineTree): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const start of Object.keys(tree)) {
    if ('directory' in tree[start]! && !names.has(start)) names.set(start, new Set());
    for (let path = start; path !== '/'; ) {
      const cut = path.lastIndexOf('/');
      const [parent, name] = [path.slice(0, cut) || '/', path.slice(cut + 1)];
      const known = names.get(parent);
      if (known?.has(name)) break;
      if (known === undefined) names.set(parent, new Set([name]));
      else known.add(name);
      path = parent;
    }
  }
  return names;
}
