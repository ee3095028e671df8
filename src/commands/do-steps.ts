import { fullDisk } from '../steps/change/full-disk.ts';
import { runJob } from '../steps/run-job.ts';
import { type Step, StepFailure } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { jobReport } from '../ui/headless/job-report.ts';
import type { Seat } from './follow-install.ts';

/** Does the steps of a change and shows them. Throws StepFailure, which says so where the person left or the disk is full. */
export async function doSteps(system: System, steps: readonly Step[], { write, paints, stop }: Seat): Promise<void> {
  const shown = jobReport(write, paints);
  const at = () => system.now().toISOString();
  try {
    await runJob(steps, system, { digest: '', journals: [] }, (event) => shown.hear({ ...event, at: at() }), stop);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    throw stop?.aborted ? stopped(error) : ((await fullDisk(system, error)) ?? error);
  }
}

function stopped({ step, evidence }: StepFailure): StepFailure {
  return new StepFailure(
    step,
    'It was stopped.',
    'The router is as it was. Make the change again: naar reconfigure',
    evidence,
  );
}
