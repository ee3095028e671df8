import type { System } from './system.ts';

/** The machine that `--machine NAME|DIR` names, else the one that naar runs on; throws as `loadMachine` does. */
export async function chooseMachine(machine: string | null): Promise<System> {
  if (machine !== null) return (await import('./machines.ts')).openMachine(machine);
  return (await import('./real.ts')).realSystem();
}
