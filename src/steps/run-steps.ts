import type { System } from '../system/system.ts';
import { type Action, type Step, StepFailure } from './steps.ts';

/**
 * Does the steps in order and tells `report` of each action before it is done.
 * Throws StepFailure naming the file and the reason.
 */
export async function runSteps(
  steps: readonly Step[],
  system: System,
  report: (step: Step, action: Action) => void,
): Promise<void> {
  for (const step of steps) {
    for (const action of step.actions) {
      report(step, action);
      try {
        await run(action, system);
      } catch (error) {
        throw new StepFailure(
          step.id,
          `${action.path}: ${reason(error)}`,
          'Mend that and run the same command again: what is written already stays right.',
        );
      }
    }
  }
}

async function run(action: Action, system: System): Promise<void> {
  if (action.kind === 'directory') return system.makeDirectory(action.path, action.mode);
  return system.write(action.path, action.text, action.mode);
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EEXIST: 'there is a file of that name where a directory is needed',
  EISDIR: 'there is a directory of that name where a file is needed',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
