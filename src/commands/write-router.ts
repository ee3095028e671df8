import { join, resolve } from 'node:path';
import { checkAnswers } from '../interview/check.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Session } from '../interview/questions/session.ts';
import { secretsOf } from '../interview/secrets.ts';
import { planRouter } from '../plan/plan-router.ts';
import { renderFiles } from '../render/render-files.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { renderSteps } from '../steps/render-steps.ts';
import { runSteps } from '../steps/run-steps.ts';
import { secretFiles } from '../steps/secret-files.ts';
import { Refusal } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/**
 * The wizard's answers as the files of a router in a directory, with the secrets. `typed`
 * are those of this run by the names of their files; `base` is where file names of the answers
 * start, `sources` the files that must not be written over. Returns what to tell the person; throws Refusal or StepFailure.
 */
export async function writeRouter(
  here: System,
  session: Session,
  out: string,
  typed: ReadonlyMap<string, Secret>,
  base: string,
  sources: readonly string[],
): Promise<string> {
  const { answers, secrets } = checkAnswers(draftText(session.draft), session.facts, { where: 'render' });
  if (answers === null) throw new Refusal('The answers are not complete.', 'Go back and mend them.');
  const elsewhere = secrets.filter(({ source }) => !('prompt' in source));
  const { values, faults, files } = await readSecrets(here, elsewhere, base);
  const [fault] = faults.values();
  if (fault !== undefined) throw new Refusal(fault.message, fault.allowed ?? 'Mend that and try again.');
  const user = answers.wan.type === 'pppoe' ? answers.wan.pppoe.username : null;
  const place = resolve(out);
  const typedOrRead = new Map([...values, ...typed]);
  const secretsToWrite = await secretFiles(here, secretsOf(answers), typedOrRead, user, join(place, 'secrets'));
  const target = { directory: place, force: false, sources: [...sources, ...files] };
  const steps = await renderSteps(here, target, renderFiles(planRouter(session.facts, answers)), secretsToWrite);
  await runSteps(steps, here, () => {});
  return `The files are in ${place}; the passwords are in ${place}/secrets, for you alone.`;
}
