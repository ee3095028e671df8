import type { System } from '../system/system.ts';
import { SystemFailure } from '../system/system-failure.ts';
import { type Entry, keepJournal, readJournal } from './journal.ts';
import { perform } from './perform.ts';
import { type Step, StepFailure } from './steps.ts';

/** What a job tells while it goes on: plain data, so that it can be written to a file and shown by another process. */
export type JobEvent =
  | { readonly kind: 'step'; readonly id: string; readonly title: string; readonly number: number; readonly of: number }
  /** Done and proven by an earlier run. */
  | { readonly kind: 'skipped'; readonly id: string }
  | { readonly kind: 'line'; readonly text: string }
  /** Something is looked at that takes a while. */
  | { readonly kind: 'look'; readonly text: string }
  | { readonly kind: 'done'; readonly id: string };

/** A job that can go on after anything: where its journal is, and which job it is. */
export type Job = {
  readonly digest: string;
  /** Places of the journal, the first that exists counts; it is written to all that can be written. */
  readonly journals: readonly string[];
};

/**
 * Does the steps of a job in order. A step that the journal of the same job knows as finished,
 * and whose work is there (`isDone`), is skipped; everything else is done anew. Throws
 * StepFailure or Refusal as the step does.
 */
export async function runJob(
  steps: readonly Step[],
  system: System,
  job: Job,
  tell: (event: JobEvent) => void,
  stop?: AbortSignal,
): Promise<void> {
  let finished = await finishedSteps(system, job);
  for (const [index, step] of steps.entries()) {
    tell({ kind: 'step', id: step.id, title: step.title, number: index + 1, of: steps.length });
    const known = finished.some((entry) => entry.step === step.id);
    if (known && step.isDone !== undefined && (await step.isDone(system))) {
      tell({ kind: 'skipped', id: step.id });
      continue;
    }
    await doStep(step, system, tell, stop);
    finished = finished.filter((entry) => entry.step !== step.id);
    finished = [...finished, { step: step.id, job: job.digest, at: system.now().toISOString() }];
    // a place that is not there yet, or no more, has no journal
    for (const path of job.journals) await keepJournal(system, path, finished).catch(() => {});
    tell({ kind: 'done', id: step.id });
  }
}

/** What the fullest journal of this job knows as finished. */
async function finishedSteps(system: System, job: Job): Promise<readonly Entry[]> {
  let fullest: readonly Entry[] = [];
  for (const path of job.journals) {
    const entries = (await readJournal(system, path)).filter((entry) => entry.job === job.digest);
    if (entries.length > fullest.length) fullest = entries;
  }
  return fullest;
}

async function doStep(step: Step, system: System, tell: (event: JobEvent) => void, stop?: AbortSignal): Promise<void> {
  for (const action of step.actions) {
    if (stop?.aborted) throw new StepFailure(step.id, 'It was stopped.', 'Start naar again to go on from here.');
    try {
      await perform(action, step.id, system, (text, kind) => tell({ kind, text }), stop);
    } catch (error) {
      if (!(error instanceof SystemFailure)) throw error;
      throw new StepFailure(step.id, error.message, 'Mend that and start naar again: it goes on from here.');
    }
  }
}
