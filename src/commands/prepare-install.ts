import type { Facts } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import { checkAnswers } from '../interview/check.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { renderFiles } from '../render/render-files.ts';
import { installSteps } from '../steps/install/install-steps.ts';
import { type Staged, stage, targetStage } from '../steps/install/staged.ts';
import { marksOf, type Target } from '../steps/install/target.ts';
import { jobDigest } from '../steps/journal.ts';
import type { Job } from '../steps/run-job.ts';
import { Refusal, type Step } from '../steps/steps.ts';
import { version } from '../version.ts';
import { programHere } from './program.ts';

/** An installation, ready to be shown or done. */
export type Prepared = {
  readonly plan: RouterPlan;
  readonly target: Target;
  readonly steps: readonly Step[];
  readonly job: Job;
};

/**
 * From complete answers to the steps of an installation. `staged` are the answers as they were given, and
 * what goes with them. Refuses where they name no disk of this machine.
 */
export function prepareInstall(facts: Facts, answers: Answers, staged: Staged, root: string): Prepared {
  const plan = planRouter(facts, answers);
  const disk = facts.disks.find(
    ({ path, byId }) => path === plan.disk?.device || byId.includes(plan.disk?.device ?? ''),
  );
  if (plan.disk === null || disk === undefined)
    throw new Refusal(
      `This machine has no disk ${plan.disk?.device ?? 'for it'}.`,
      'See which there are: naar detect; then name one in disk.device.',
    );
  // the answers with all that is kept, the disk by the name that stays, and this naar: another of them is another job
  const digest = jobDigest([answers.keptText, plan.disk.device, root, version]);
  const target: Target = { root, disk: disk.path, plan: plan.disk, marks: marksOf(digest) };
  const payload = { ...staged, files: renderFiles(plan), release: plan.identity.release, program: programHere() };
  return {
    plan,
    target,
    steps: installSteps(facts, target, plan, payload),
    job: { digest, journals: [stage.journal, targetStage(root).journal] },
  };
}

/** The same from what was laid down by an earlier start. Refuses where its answers do not hold on this machine. */
export function prepareStaged(facts: Facts, staged: Staged, root: string): Prepared {
  const { answers, problems } = checkAnswers(staged.answers, facts, { where: 'install' });
  if (answers !== null) return prepareInstall(facts, answers, staged, root);
  const [first] = problems.filter(({ severity }) => severity === 'error');
  throw new Refusal(
    `The answers of the installation that was begun do not hold on this machine: ${first?.message ?? ''}`,
    'Start anew with an answers file: naar install --answers FILE',
  );
}
