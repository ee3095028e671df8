import { checkAnswers } from '../interview/check.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Question } from '../interview/questions/question.ts';
import type { Session } from '../interview/questions/session.ts';
import { secretsOf } from '../interview/secrets.ts';
import { stage, stageJob } from '../steps/install/staged.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { secretFiles } from '../steps/secret-files.ts';
import { Refusal } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import { lendShell } from '../system/shell.ts';
import type { System } from '../system/system.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { follow, type Seat, statusOf, type Watched } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { startInstallJob } from './install-job.ts';
import { prepareInstall } from './prepare-install.ts';

/** Where the wizard installs to. */
const root = '/mnt';

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
): Promise<0 | 3 | 4> {
  const text = draftText(session.draft);
  const { answers, secrets: named } = checkAnswers(text, session.facts, { where: 'install' });
  if (answers === null) throw new Refusal('The answers are not complete.', 'Go back and mend them.');
  const elsewhere = named.filter(({ source }) => !('prompt' in source));
  const { values, faults } = await readSecrets(here, elsewhere, base);
  const [fault] = faults.values();
  if (fault !== undefined) throw new Refusal(fault.message, fault.allowed ?? 'Mend that and try again.');
  const user = answers.wan.type === 'pppoe' ? answers.wan.pppoe.username : null;
  const secrets = await secretFiles(here, secretsOf(answers), new Map([...values, ...typed]), user, stage.secrets);
  const staged = { answers: text, secrets, hostKeys: [] };
  const prepared = prepareInstall(session.facts, answers, staged, root);
  await stageJob(here, staged);
  return attempt(async () => {
    await startInstallJob(here, root);
    lent.begin();
    try {
      return await follow(here, seat, prepared, lent.stop);
    } finally {
      lent.end();
    }
  }, frontEnd);
}

/** Runs the job on the person's terminal, and asks what next as long as it fails. */
async function attempt(work: () => Promise<Watched>, frontEnd: FrontEnd): Promise<0 | 3 | 4> {
  for (;;) {
    const status = await frontEnd.lend(work);
    if (status === 0 || status === 'left') return statusOf(status);
    for (;;) {
      const reply = await frontEnd.ask(
        whatNext,
        { step: 1, of: 1, title: 'It did not work', canGoBack: false },
        silent,
      );
      if (reply.kind !== 'answer' || reply.value === 'leave') return status;
      if (reply.value === 'again') break;
      await frontEnd.lend(lendShell);
    }
  }
}

const silent = { objection: () => null, live: async function* () {} };

const whatNext: Question = {
  kind: 'choice',
  id: 'failed',
  step: 'review',
  title: 'What shall be done?',
  text: [`What is done already is not done again. What happened so far is in ${stage.log}.`],
  help: [],
  objection: null,
  options: [
    { value: 'again', label: 'Try again from there', hint: '', refused: null },
    {
      value: 'shell',
      label: 'Look round in a shell',
      hint: 'Leave it with exit, and you are back here.',
      refused: null,
    },
    { value: 'leave', label: 'Leave', hint: 'Start naar again to go on.', refused: null },
  ],
  initial: 'again',
  search: false,
};
