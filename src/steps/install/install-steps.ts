import type { Facts } from '../../facts/facts.ts';
import type { RouterPlan } from '../../plan/router-plan.ts';
import type { Step } from '../steps.ts';
import { diskSteps } from './disk-steps.ts';
import { finishStep } from './finish-step.ts';
import { preflightStep } from './preflight.ts';
import { type Payload, systemSteps } from './system-steps.ts';
import type { Target } from './target.ts';
import { verifyStep } from './verify-step.ts';

/** The whole installation, in order; a dry run prints this list and does nothing of it. */
export function installSteps(facts: Facts, target: Target, plan: RouterPlan, payload: Payload): readonly Step[] {
  return [
    preflightStep(facts, target, payload),
    ...diskSteps(target),
    ...systemSteps(target, payload),
    verifyStep(target, plan, payload),
    finishStep(target),
  ];
}
