import { readMachineFolder } from './machine-folder.ts';
import { MachineProblem } from './machine-problem.ts';
import { type MachineTree, parsePackedMachine } from './machine-tree.ts';
import { type RecordedSystem, recordedSystem } from './recorded.ts';
import type { Clock } from './recorded-clock.ts';
import type { RecordedLine } from './recorded-line.ts';

/** The machines that come with naar, by the name that `--machine` takes. */
export const builtInMachines = ['apu2', 'apu3', 'apu4', 'n100'] as const;

/**
 * The machine that `--machine NAME|DIR` names, ready to be read; throws as
 * `loadMachine` does. With a `line` the bench can look at it too: that line to the
 * Internet is played. Time passes as it does, unless another `clock` is given.
 */
export async function openMachine(nameOrFolder: string, line?: RecordedLine, clock?: Clock): Promise<RecordedSystem> {
  const tree = await loadMachine(nameOrFolder);
  const play = line === undefined ? {} : { play: (await import('./recorded-line.ts')).recordedLine(line, tree) };
  return recordedSystem(tree, { ...play, ...(clock === undefined ? {} : { clock }) });
}

/**
 * What `--machine NAME|DIR` means: a built-in name wins, anything else is a
 * folder that `naar record` wrote. Throws `MachineProblem` for all else.
 */
export async function loadMachine(nameOrFolder: string): Promise<MachineTree> {
  if (Object.hasOwn(packed, nameOrFolder)) {
    const { default: machine } = await packed[nameOrFolder as keyof typeof packed]();
    return parsePackedMachine(machine);
  }
  try {
    return await readMachineFolder(nameOrFolder);
  } catch (error) {
    if (!(error instanceof MachineProblem)) throw error;
    const builtIn = `${builtInMachines.slice(0, -1).join(', ')} and ${builtInMachines.at(-1)}`;
    throw new MachineProblem(`${error.message} Built-in machines are ${builtIn}.`);
  }
}

// Written out one by one: the bundler must see each name to pack it, and only the one that is asked for is loaded.
const packed = {
  apu2: () => import('../../assets/machines/apu2.json', { with: { type: 'json' } }),
  apu3: () => import('../../assets/machines/apu3.json', { with: { type: 'json' } }),
  apu4: () => import('../../assets/machines/apu4.json', { with: { type: 'json' } }),
  n100: () => import('../../assets/machines/n100.json', { with: { type: 'json' } }),
} satisfies Record<(typeof builtInMachines)[number], () => Promise<{ default: unknown }>>;
