import type { Facts } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { renderFiles } from '../render/render-files.ts';
import { installSteps } from '../steps/install/install-steps.ts';
import { stage, targetJournal } from '../steps/install/staged.ts';
import { marksOf, type Target } from '../steps/install/target.ts';
import { jobDigest } from '../steps/journal.ts';
import type { Job } from '../steps/run-job.ts';
import type { SecretFile } from '../steps/secret-files.ts';
import { Refusal, type Step } from '../steps/steps.ts';
import { version } from '../version.ts';

/** An installation, ready to be shown or done. */
export type Prepared = {
  readonly plan: RouterPlan;
  readonly target: Target;
  readonly steps: readonly Step[];
  readonly job: Job;
};

/** From complete answers to the steps of an installation. Refuses where they name no disk of this machine. */
export function prepareInstall(facts: Facts, answers: Answers, secrets: readonly SecretFile[], root: string): Prepared {
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
  const payload = { files: renderFiles(plan), secrets, release: plan.identity.release, hostKeys: [] };
  return {
    plan,
    target,
    steps: installSteps(facts, target, plan, payload),
    job: { digest, journals: [stage.journal, targetJournal(root)] },
  };
}
