import { refuseUsedFolder, saveMachineFolder } from '../system/machine-folder.ts';
import { recordingSystem } from '../system/recording.ts';
import type { System } from '../system/system.ts';
import { probeFacts } from './probe-facts.ts';

/**
 * Copies what detection reads of `system` into `dir`, so that `--machine DIR`
 * replays it: detection itself runs, and what it reads is kept, so a later
 * version of it is recorded in full without a line here. Throws
 * `MachineProblem` where `dir` is a file or holds something already.
 */
export async function recordMachine(system: System, dir: string): Promise<void> {
  await refuseUsedFolder(dir);
  const recording = recordingSystem(system);
  await probeFacts(recording.system);
  await saveMachineFolder(recording.tree(), dir);
}
