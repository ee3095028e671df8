import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.ts';
import { median } from '../child-cost.ts';
import { type Aim, figure, type Part, size, times } from '../table.ts';

const here = import.meta.dirname;
const root = join(here, '../..');
const out = join(root, 'out/bench-screen');
const runs = 7;

type Program = {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: object;
  readonly mark: string;
};
type Script = {
  readonly first: number;
  readonly down: readonly number[];
  readonly typed: readonly number[];
  readonly whole: number;
  readonly cpu: number;
  readonly memory: number;
};
type Answer = {
  readonly paints: readonly (readonly { readonly paint: number | null; readonly memory: number }[])[];
  readonly scripts: readonly Script[];
  readonly held: readonly (readonly { readonly bytes: number; readonly late: number }[])[];
};

/**
 * What a screen costs on a line of 115200 baud, where a byte takes 87 microseconds: the same
 * list, the same line to type and the same yes or no in naar, plain Ink, @inquirer/prompts,
 * whiptail, dialog and Python's curses.
 */
export async function measureScreens(): Promise<Part> {
  const programs = await compared();
  const node = { name: 'node -e', command: [process.execPath, '-e', 'console.log("done")'], env: {}, mark: 'done' };
  const wizard = {
    name: 'naar, the wizard itself',
    command: [process.execPath, join(root, 'dist/naar.mjs'), '--machine', 'apu2', '--ui', 'tui'],
    env: { XDG_STATE_HOME: out, HOME: out },
    mark: 'Ctrl-C: leave',
  };
  const { scripts, held, paints } = drive(programs, runs, true);
  const starts = drive([node, wizard], runs, false).paints;
  const paint = (found: Answer['paints'][number]) => median(found.map(({ paint: ms }) => ms ?? Number.NaN));
  const bare = paint(starts[0]!);
  const wizardMemory = Math.max(...starts[1]!.map(({ memory }) => memory));
  const lates = held.map((found) => median(found.map(({ late }) => late)));
  const [own] = scripts;
  const rows = programs.map(({ name }, index) => {
    const { first, down, typed, whole } = scripts[index]!;
    return [
      name,
      figure(first),
      figure(median(down.slice(0, 9))),
      figure(median(down)),
      figure(Math.max(...down)),
      figure(median(typed)),
      figure(whole),
      times(whole / own!.whole),
    ];
  });
  const timesRows = programs.map(({ name }, index) => [
    name,
    figure(median(held[index]!.map(({ bytes }) => bytes))),
    figure(lates[index]!),
    figure(paint(paints[index]!)),
    times(paint(paints[index]!) / bare),
    figure(scripts[index]!.cpu),
    size(scripts[index]!.memory),
  ]);
  return {
    tables: [
      {
        title: 'Screens: bytes on the line',
        note: 'On a terminal of 80x24 with TERM=vt220. A list of 30 with 10 in sight, 20 times Down, Enter, 20 typed letters, Enter, Enter. What the kernel sends is counted (LF as CR LF).',
        columns: ['', 'first frame', 'Down on a page', 'Down', 'at most', 'typed letter', 'whole script', 'whole x'],
        rows,
      },
      {
        title: 'Screens: time and memory',
        note: `Down held for 89, 90 and 91 keys at 30 a second in a list of 100, read at 11,520 bytes a second: its bytes, and milliseconds until it is quiet after the last key (medians; at the 90th naar turns a page). First paint in milliseconds on a terminal that takes all at once, and as multiples of bare Node (median of ${runs}). CPU in milliseconds for each Down; peak memory.`,
        columns: ['', 'held: bytes', 'quiet after', 'first paint', 'of bare Node', 'CPU a key', 'memory'],
        rows: [
          ...timesRows,
          [wizard.name, '', '', figure(paint(starts[1]!)), times(paint(starts[1]!) / bare), '', size(wizardMemory)],
        ],
      },
    ],
    aims: aims(programs, scripts, lates, paint(starts[1]!) / bare, wizardMemory),
  };
}

function aims(
  programs: readonly Program[],
  scripts: readonly Script[],
  lates: readonly number[],
  start: number,
  memory: number,
): readonly Aim[] {
  const own = scripts[0]!;
  const others = programs.flatMap(({ name }, index) => (/whiptail|curses/.test(name) ? [scripts[index]!] : []));
  const least = (of: (script: Script) => number) => Math.min(...others.map(of));
  const aim = (text: string, measured: number, holds: boolean, unit = ''): Aim => ({
    text,
    measured: `${figure(measured)}${unit}`,
    holds,
  });
  const down = median(own.down);
  return [
    aim('a Down key takes 20 bytes at most in the median', down, down <= 20),
    aim('a typed letter takes 4 bytes at most', Math.max(...own.typed), Math.max(...own.typed) <= 4),
    aim('a Down key takes less than in whiptail and curses', down, down < least(({ down: all }) => median(all))),
    aim('the whole script takes less than in whiptail and curses', own.whole, own.whole < least(({ whole }) => whole)),
    aim('quiet within 20 ms after 90 keys', lates[0]!, lates[0]! <= 20, ' ms'),
    { text: 'the wizard paints within 7 times bare Node', measured: times(start), holds: start < 7 },
    { text: 'the wizard stays under 100 MB', measured: size(memory), holds: memory < 100e6 },
  ];
}

async function compared(): Promise<readonly Program[]> {
  mkdirSync(out, { recursive: true });
  await bundle(join(here, 'naar.ts'), join(out, 'naar.mjs'));
  await bundle(join(here, 'plain-ink.tsx'), join(out, 'plain-ink.mjs'));
  await bundle(join(here, 'inquirer.ts'), join(out, 'inquirer.mjs'));
  const node = (name: string, file: string, mark: string): Program => ({
    name,
    command: [process.execPath, join(out, file)],
    env: {},
    mark,
  });
  return [
    node('naar', 'naar.mjs', 'Ctrl-C: leave'),
    node('plain Ink', 'plain-ink.mjs', 'Ctrl-C: leave'),
    node('@inquirer/prompts', 'inquirer.mjs', 'navigate'),
    { name: 'whiptail', command: ['sh', join(here, 'whiptail.sh'), 'whiptail'], env: {}, mark: 'Cancel' },
    { name: 'dialog', command: ['sh', join(here, 'whiptail.sh'), 'dialog'], env: {}, mark: 'Cancel' },
    { name: "Python's curses", command: ['python3', join(here, 'curses-form.py')], env: {}, mark: 'Ctrl-C: leave' },
  ];
}

/** A hundred providers, none like the other. */
const names = ['edpnet', 'Proximus', 'Telenet', '1&1', 'Deutsche Telekom', 'Vodafone', 'KPN', 'Odido', 'Orange'];
const lands = ['Belgium', 'Germany', 'Netherlands', 'France', 'Ireland', 'Sweden', 'Portugal'];
const providers = Array.from(
  { length: 100 },
  (_, index) => `${names[index % names.length]} (${lands[(index * 3) % lands.length]}, ${index + 1})`,
);

function drive(programs: readonly Program[], turns: number, keys: boolean): Answer {
  const { status, stdout, stderr } = spawnSync('python3', [join(here, 'drive.py')], {
    input: JSON.stringify({ programs, runs: turns, keys, items: providers }),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`The screens could not be driven: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as Answer;
}
