import { probeFacts } from '../src/facts/probe-facts.ts';
import { checkAnswers } from '../src/interview/check.ts';
import { planRouter } from '../src/plan/plan-router.ts';
import type { RouterPlan } from '../src/plan/router-plan.ts';
import { openMachine } from '../src/system/machines.ts';
import { type HomeSize, homeAnswers } from './generated-home.ts';

/** The plan of a generated home's router on the recorded APU2. Throws with the first objection where there is one. */
export async function generatedRouter(home: HomeSize): Promise<RouterPlan> {
  const facts = await probeFacts(await openMachine('apu2'));
  const { answers, problems } = checkAnswers(homeAnswers(home), facts, { where: 'render' });
  if (answers === null) throw new Error(problems.find(({ severity }) => severity === 'error')?.message);
  return planRouter(facts, answers);
}
