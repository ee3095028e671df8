import { checkAnswers } from '../interview/check.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Session } from '../interview/questions/session.ts';
import { stage, stageJob } from '../steps/install/staged.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { Refusal } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import { lendShell } from '../system/shell.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import type { GoingOn } from './begun-before.ts';
import { bringUplink } from './bring-uplink.ts';
import { follow, goodbye, type Seat, statusOf, type Watched } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { startInstallJob } from './install-job.ts';
import { carriedOver, type OldRouter } from './old-router.ts';
import { choice, place, silent, way } from './own-question.ts';
import { type Prepared, prepareInstall } from './prepare-install.ts';

/** Where the wizard installs to. */
export const root = '/mnt';

/**
 * The end of the wizard in the installer: the job is started apart from the terminal and shown
 * until it ends. After a failure the person may try again, look round in a shell, or leave.
 * Gives the exit status; throws Refusal where nothing was begun.
 */
export async function installFromWizard(
  here: System,
  session: Session,
  typed: ReadonlyMap<string, Secret>,
  base: string,
  frontEnd: FrontEnd,
  seat: Seat,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
  old: OldRouter | null,
): Promise<0 | 3 | 4> {
  const text = draftText(session.draft);
  const { answers, secrets: named } = checkAnswers(text, session.facts, { where: 'install' });
  if (answers === null) throw new Refusal('The answers are not complete.', 'Go back and mend them.');
  const elsewhere = named.filter(({ source }) => !('prompt' in source));
  const { values, faults } = await readSecrets(here, elsewhere, base);
  const [fault] = faults.values();
  if (fault !== undefined) throw new Refusal(fault.message, fault.allowed ?? 'Mend that and try again.');
  const carried = await carriedOver(here, answers, new Map([...values, ...typed]), old);
  const staged = { answers: text, ...carried };
  const prepared = prepareInstall(session.facts, answers, staged, root);
  return installStaged(here, { staged, prepared }, frontEnd, seat, lent);
}

/** Lays an installation down and does it; after a failure the person says what next. */
export async function installStaged(
  here: System,
  { staged, prepared }: GoingOn,
  frontEnd: FrontEnd,
  seat: Seat,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
): Promise<0 | 3 | 4> {
  const status = await attempt(async () => {
    await bringUplink(here, prepared.plan.wan, staged.secrets, seat.write);
    // each time: a refusal leaves nothing staged
    await stageJob(here, staged);
    await startInstallJob(here, root);
    lent.begin();
    try {
      return await follow(here, seat, prepared, lent.stop);
    } finally {
      lent.end();
    }
  }, frontEnd);
  if (status === 0) await offerRestart(here, prepared, frontEnd);
  return status;
}

/** The sentence with the cables once more, for it is the last thing to be read before the power goes. */
async function offerRestart(here: System, prepared: Prepared, frontEnd: FrontEnd): Promise<void> {
  const reply = await frontEnd.ask(restart(goodbye(prepared).split('\n\n')), place('Done', false), silent);
  if (reply.kind === 'answer' && reply.value === 'restart') await here.run('systemctl', ['reboot']);
}

/** Runs the job on the person's terminal, and asks what next as long as it fails. */
async function attempt(work: () => Promise<Watched>, frontEnd: FrontEnd): Promise<0 | 3 | 4> {
  for (;;) {
    const status = await frontEnd.lend(work);
    if (status === 0 || status === 'left') return statusOf(status);
    for (;;) {
      const reply = await frontEnd.ask(whatNext, place('It did not work', false), silent);
      if (reply.kind !== 'answer' || reply.value === 'leave') return status;
      if (reply.value === 'again') break;
      await frontEnd.lend(lendShell);
    }
  }
}

function restart(text: readonly string[]) {
  return choice('restart', 'review', 'The router is installed', text, [
    way('restart', 'Restart now', 'Take out the installer medium first.'),
    way('stay', 'Stay in the installer', 'Restart it later with: reboot'),
  ]);
}

const whatNext = choice(
  'failed',
  'review',
  'What shall be done?',
  [`What is done already is not done again. What happened so far is in ${stage.log}.`],
  [
    way('again', 'Try again from there'),
    way('shell', 'Look round in a shell', 'Leave it with exit, and you are back here.'),
    way('leave', 'Leave', 'Start naar again to go on.'),
  ],
);
