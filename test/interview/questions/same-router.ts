import type { Facts } from '../../../src/facts/facts.ts';
import { checkAnswers } from '../../../src/interview/check.ts';
import { planRouter } from '../../../src/plan/plan-router.ts';

/**
 * The router that answers describe, without what the wizard and a person may call differently:
 * labels of jacks, the notes that speak of them, and the text of the answers themselves. The person's own
 * secrets stand for themselves.
 */
export function routerOf(text: string, facts: Facts) {
  const { answers, problems } = checkAnswers(text, facts, { where: 'render' });
  if (answers === null) throw new Error(problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  const { answersText: _, disk: _disk, notes: _notes, jacks, boot, ...plan } = planRouter(facts, answers);
  // naar knows its disk only where it installs
  const loader = boot.loader.kind;
  return { ...plan, boot: { ...boot, loader }, jacks: jacks.map(({ label: _label, ...jack }) => jack) };
}
