import type { Facts } from '../facts/facts.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import { checkAnswers } from '../interview/check.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';

/** The machine, where it is one of naar's routers; refuses where it is none. */
export async function factsHere(system: System): Promise<Facts> {
  const facts = await probeFacts(system);
  const text = await system.readText('/etc/nixos/answers.yaml').catch(() => undefined);
  if (text === undefined)
    throw new Refusal('/etc/nixos/answers.yaml cannot be read.', 'Run it as root: sudo naar doctor');
  if (facts.os.id === 'nixos' && text !== null) return facts;
  throw new Refusal(
    'This is not a router that naar made.',
    'Run it on the router; its answers are in /etc/nixos/answers.yaml.',
  );
}

/**
 * The router that naar is run on: what it is, and what it was built to be. Refuses where
 * this is none of naar's routers, or where its answers cannot be read any more.
 */
export async function routerHere(system: System): Promise<{ readonly facts: Facts; readonly plan: RouterPlan }> {
  const facts = await factsHere(system);
  const text = (await system.readText('/etc/nixos/answers.yaml')) ?? '';
  const { answers, problems } = checkAnswers(text, facts, { where: 'check' });
  const [fault] = problems.filter(({ severity }) => severity === 'error');
  if (answers === null)
    throw new Refusal(
      `The answers of this router have a problem. ${fault?.key ?? ''}: ${fault?.message ?? ''}`,
      'See all of them: naar check /etc/nixos/answers.yaml',
    );
  return { facts, plan: planRouter(facts, answers) };
}
