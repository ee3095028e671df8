import type { RecordedLine } from './recorded-line.ts';
import type { System } from './system.ts';

/**
 * The machine that `--machine NAME|DIR` names, else the one that naar runs on; throws as `loadMachine`
 * does. A recorded one is given the `line` where it shall be looked at.
 */
export async function chooseMachine(machine: string | null, line?: RecordedLine): Promise<System> {
  if (machine !== null) return (await import('./machines.ts')).openMachine(machine, line);
  return (await import('./real.ts')).realSystem();
}
