import { checkAnswers } from '../interview/check.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Session } from '../interview/questions/session.ts';
import type { EditChoice } from '../steps/change/hand-edits.ts';
import { confirmChange, isPending, takeBack, takenBackAt } from '../steps/change/settle.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { Refusal, StepFailure } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import { lendShell } from '../system/shell.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { lineBench } from '../uplink/line-bench.ts';
import { buildChange } from './build-change.ts';
import { overNewLine } from './build-line.ts';
import { editQuestion, switchQuestion, trialQuestion } from './change-questions.ts';
import { trialPictures } from './countdown.ts';
import type { Seat } from './follow-install.ts';
import { place, silent } from './own-question.ts';
import { editsHere, linePassword, prepareChange, routerBefore } from './prepare-change.ts';
import { refuseUnfit } from './reconfigure.ts';
import { sessionAddress } from './session-address.ts';
import { type BuiltChange, switchWords, tryChange } from './try-change.ts';
import type { WizardEnd } from './wizard.ts';
import { withoutSwitch } from './write-files.ts';

/**
 * The end of the wizard on a router: what was written by hand is asked about, the change is built and
 * shown, tried under the lifeline, and kept when the person says so. null: the person goes back to the
 * plan. Throws Refusal and StepFailure where nothing of the router was changed, or it is as it was again.
 */
export async function changeFromWizard(
  here: System,
  session: Session,
  typed: ReadonlyMap<string, Secret>,
  base: string,
  frontEnd: FrontEnd,
  seat: Seat,
): Promise<WizardEnd | null> {
  await refuseUnfit(here, { say: (words) => frontEnd.tell([words.trim()]) });
  const { answers, secrets } = checkAnswers(draftText(session.draft), session.facts, { where: 'render' });
  if (answers === null) throw new Refusal('The answers are not complete.', 'Go back and mend them.');
  const { values, faults } = await readSecrets(
    here,
    secrets.filter(({ source }) => !('prompt' in source)),
    base,
  );
  const [fault] = faults.values();
  if (fault !== undefined) throw new Refusal(fault.message, fault.allowed ?? 'Mend that and try again.');
  const before = await routerBefore(here, session.facts);
  const edits = await editsHere(here, before);
  let choice: EditChoice | null = null;
  if (edits.length > 0) {
    const reply = await frontEnd.ask(editQuestion(edits), place('Your own lines'), silent);
    if (reply.kind !== 'answer' || reply.value === 'plan') return null;
    choice = reply.value as EditChoice;
  }
  const prepared = await prepareChange(here, before, answers, new Map([...values, ...typed]), choice);
  const known = new Map([...values, ...typed]);
  const password = await linePassword(here, answers, known);
  const built = await frontEnd.lend(() =>
    overNewLine(here, lineBench(here), before, prepared, password, seat, () =>
      buildChange(here, before, prepared, 300, seat),
    ),
  );
  if (built.kind !== 'trial') return { status: 0, words: await withoutSwitch(here, built, seat) };
  const reply = await frontEnd.ask(
    switchQuestion(switchWords(built, await sessionAddress(here))),
    place('The switch'),
    silent,
  );
  if (reply.kind !== 'answer' || reply.value !== 'go') return null;
  return onTrial(here, built, frontEnd, seat);
}

async function onTrial(here: System, built: BuiltChange, frontEnd: FrontEnd, seat: Seat): Promise<WizardEnd> {
  const worse = await frontEnd.lend(() => tryChange(here, built, seat));
  const findings = worse.map(({ title, diagnosis }) => `Worse than before: ${title}: ${diagnosis.words}`);
  const end = await takenBackAt(here, built.change.confirmWithin);
  for (;;) {
    const question = trialQuestion(findings);
    const reply = await frontEnd.ask(question, place('On trial'), {
      objection: () => null,
      live: (_, signal) => trialPictures(here, end, question.initial, signal),
    });
    if (!(await isPending(here))) return ended(here);
    if (reply.kind === 'quit')
      return {
        status: 3,
        words: 'The change is on trial still: "naar confirm" keeps it, and without that the earlier router comes back.',
      };
    if (reply.kind !== 'answer') continue;
    if (reply.value === 'shell') await frontEnd.lend(lendShell);
    if (reply.value === 'back') await takeBack(here, (words) => frontEnd.tell([words]));
    if (reply.value === 'keep') await kept(here, frontEnd);
    if (!(await isPending(here))) return ended(here);
  }
}

async function kept(here: System, frontEnd: FrontEnd): Promise<void> {
  try {
    await confirmChange(here, (words) => frontEnd.tell([words]));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof StepFailure)) throw error;
    frontEnd.tell([error.message, error.next]);
  }
}

/** Kept or taken back, by whomever: the newest folder of the history says which. */
async function ended(here: System): Promise<WizardEnd> {
  const last = (await here.list('/var/lib/naar/history')).at(-1) ?? '';
  return /-taken-back/.test(last)
    ? { status: 3, words: 'The earlier router is back. What was tried is kept: naar rollback lists it.' }
    : { status: 0, words: 'The change stays: the router starts with it from now on.' };
}
