import { MachineProblem } from './machine-problem.ts';

/**
 * A machine as text: absolute path to what lies there, without the parts that
 * nobody read. Link targets are absolute. `directory` is one of which only the
 * name is known. Two places are not the machine's: `hardwarePath` and what
 * `commandPath` gives.
 */
export type MachineTree = Readonly<Record<string, MachineEntry>>;

/** What lies at a path of a recorded machine; detection reads texts, follows links and looks for names. */
export type MachineEntry = { readonly text: string } | { readonly link: string } | { readonly directory: true };

/** Where a recording keeps the hardware report (JSON). */
export const hardwarePath = '/hardware.json';

/** Where a recording keeps what a command printed: `/commands/ip -j link show`. */
export function commandPath(command: string, args: readonly string[]): string {
  const words = [command, ...args].join(' ').replaceAll('%', '%25').replaceAll('/', '%2F');
  return `/commands/${words}`;
}

/**
 * Unpacks `assets/machines/NAME.json`: `files` maps a path to its text, or to
 * `{ "link": … }`, or to `null` for a directory of which only the name counts;
 * `commands` maps a command line to its output; `hardware` is the report.
 */
export function parsePackedMachine(packed: unknown): MachineTree {
  if (!isRecord(packed) || !isRecord(packed.files) || !isRecord(packed.hardware)) {
    throw new MachineProblem('This is not a packed machine: it needs "files" and "hardware".');
  }
  const commands = isRecord(packed.commands) ? packed.commands : {};
  return {
    ...Object.fromEntries(Object.entries(packed.files).map(([path, entry]) => [path, unpacked(path, entry)])),
    ...Object.fromEntries(
      Object.entries(commands).map(([line, output]) => {
        const [command = '', ...args] = line.split(' ');
        return [commandPath(command, args), { text: String(output) }];
      }),
    ),
    [hardwarePath]: { text: JSON.stringify(packed.hardware) },
  };
}

function unpacked(path: string, entry: unknown): MachineEntry {
  if (typeof entry === 'string') return { text: entry };
  if (entry === null) return { directory: true };
  if (isRecord(entry) && typeof entry.link === 'string') return { link: entry.link };
  throw new MachineProblem(`This is not a packed machine: ${path} is neither a text nor a link.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
