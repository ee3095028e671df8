import { plainName } from '../system/plain-name.ts';
import type { System } from '../system/system.ts';
import { SystemFailure } from '../system/system-failure.ts';
import { perform } from './perform.ts';
import { type Action, type Step, StepFailure } from './steps.ts';

/** How far the steps came: `left` is empty unless the person stopped them. */
export type Progress = { readonly done: readonly Action[]; readonly left: readonly Action[] };

/**
 * Does the steps in order and tells `report` of each action before it is done. After `stop` nothing
 * more is begun; what was begun is finished, for half a file is worse than either.
 * Throws StepFailure with the reason and with what is written and what is not.
 */
export async function runSteps(
  steps: readonly Step[],
  system: System,
  report: (step: Step, action: Action) => void,
  stop?: AbortSignal,
): Promise<Progress> {
  const all = steps.flatMap((step) => step.actions.map((action) => ({ step, action })));
  const progress = (count: number): Progress => ({
    done: all.slice(0, count).map(({ action }) => action),
    left: all.slice(count).map(({ action }) => action),
  });
  for (const [index, { step, action }] of all.entries()) {
    if (stop?.aborted) return progress(index);
    report(step, action);
    try {
      await perform(action, step.id, system);
    } catch (error) {
      if (!(error instanceof SystemFailure)) throw error;
      throw new StepFailure(
        step.id,
        error.message,
        `${writtenWords(progress(index))}\nMend that and run the same command again.`,
      );
    }
  }
  return progress(all.length);
}

/** Which files are written and which are not, for a run that did not come to its end. */
export function writtenWords({ done, left }: Progress): string {
  const files = (actions: readonly Action[]) =>
    actions.flatMap((action) => (action.kind === 'write' ? [plainName(action.path)] : [])).join(', ');
  return files(done) === '' ? 'Nothing was written.' : `Written: ${files(done)}. Not written: ${files(left)}.`;
}
