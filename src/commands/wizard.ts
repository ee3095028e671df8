import { dirname, resolve } from 'node:path';
import type { Facts } from '../facts/facts.ts';
import { probeDevices } from '../facts/probe-devices.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import { adminPassword } from '../interview/questions/admin-login.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import type { Mode } from '../interview/questions/entry.ts';
import { pppoePassword } from '../interview/questions/login.ts';
import { openSession } from '../interview/questions/open-session.ts';
import { progressText, readProgress } from '../interview/questions/progress.ts';
import type { LivePicture } from '../interview/questions/question.ts';
import type { Session } from '../interview/questions/session.ts';
import { draftDirectory, draftPath, dropDraft, keepDraft, readDraft } from '../steps/draft-file.ts';
import { Refusal, StepFailure } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { Ui } from '../ui/choose-ui.ts';
import { converse, type Outside } from '../ui/conversation.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { type LineBench, lineBench } from '../uplink/line-bench.ts';
import { goesOn, livesOn, type OldRouter } from './begun-before.ts';
import { draftReminder } from './draft-reminder.ts';
import { follow, type Seat, statusOf } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { isInstalling } from './install-job.ts';
import { type BenchMemory, livePictures } from './live-line.ts';
import { reviewOf } from './review.ts';
import { installFromWizard, installStaged, root } from './wizard-install.ts';
import { justText, wantsDraft, whereTo } from './wizard-questions.ts';
import { writeRouter } from './write-router.ts';

/** What `naar` without a command was asked for. */
export type WizardRequest = {
  /** Path of `--answers`; null without. */
  readonly answers: string | null;
  readonly machine: string | null;
  readonly ui: 'auto' | Ui;
  readonly ascii: boolean;
  readonly color: boolean;
};

/** How the wizard ended: an exit status of the contract, and what is said last. */
export type WizardEnd = { readonly status: 0 | 3 | 4 | 130; readonly words: string };

const modes: Readonly<Record<Facts['os']['role'], Mode>> = {
  installer: 'install',
  router: 'reconfigure',
  other: 'files',
};

/**
 * Leads a person from nothing to a router's files. `here` is this computer, `box` the one that
 * becomes the router; `why` says why the person is asked in this way. The writing begins and ends.
 */
export async function runWizard(
  request: WizardRequest,
  given: string | null,
  here: System,
  box: System,
  frontEnd: FrontEnd,
  why: string,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
): Promise<WizardEnd> {
  if (box.kind === 'real' && (await isInstalling(here))) {
    await frontEnd.close();
    lent.begin();
    return { status: statusOf(await follow(here, seatHere(), null, lent.stop)), words: '' };
  }
  const facts = await probeFacts(box);
  const mode = modes[facts.os.role];
  const bench = benchOf(box, facts);
  await bench?.clear();
  const installs = mode === 'install' && box.kind === 'real';
  const going = installs ? await goesOn(here, facts, frontEnd, root) : null;
  if (going !== null) return { status: await installStaged(here, going, frontEnd, seatHere(), lent), words: '' };
  const directory = draftDirectory(here, process.getuid?.() ?? 0, request.machine);
  const found = given === null ? await readDraft(here, directory) : null;
  const kept = found !== null && (await wantsDraft(frontEnd, draftPath(directory))) ? found : null;
  const old = installs && given === null && kept === null ? await livesOn(here, facts, frontEnd) : null;
  const { session, remarks } = openSession({
    facts,
    mode,
    bench: bench !== null,
    seen: mode === 'reconfigure' ? await probeDevices(box) : [],
    text: given ?? kept?.text ?? old?.answers ?? null,
    progress: readProgress(kept?.progress ?? ''),
  });
  frontEnd.tell([`You see ${why}.`, ...(box.kind === 'recorded' ? [onlyRecorded] : []), ...remarks]);
  const values = new Map<string, Secret>();
  const base = request.answers === null ? process.cwd() : dirname(resolve(request.answers));
  const sources = request.answers === null ? [] : [request.answers];
  const remind = draftReminder(mode, draftPath(directory), kept !== null);
  const outside = outsideOf(here, directory, values, bench, remind);
  let open = session;
  for (;;) {
    const outcome = await converse(open, frontEnd, outside);
    open = outcome.session;
    const words = `Your answers are kept in ${draftPath(directory)}, without passwords. Start naar again to go on from there, or copy the file to a stick and give it to --answers.`;
    if (outcome.kind === 'saved') return { status: 0, words };
    if (outcome.kind === 'left') {
      const answered = Object.keys(open.draft).length > 0;
      return { status: 130, words: answered ? `Nothing was changed. ${words}` : 'Nothing was changed.' };
    }
    if (installs) {
      const done = await installHere(here, open, values, base, frontEnd, lent, old);
      if (done === null) continue;
      if (done === 0) await dropDraft(here, directory);
      return { status: done, words: done === 0 ? '' : words };
    }
    const target = await frontEnd.ask(whereTo, { step: 1, of: 1, title: 'Write the files', canGoBack: true }, justText);
    if (target.kind !== 'answer') continue;
    lent.begin();
    try {
      const written = await writeRouter(here, open, String(target.value), values, base, sources);
      await dropDraft(here, directory);
      return { status: 0, words: written };
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof StepFailure)) throw error;
      frontEnd.tell([error.message, error.next]);
    } finally {
      lent.end();
    }
  }
}

/** Said on the first screen where the box is somewhere else, or nowhere. */
const onlyRecorded =
  'This box is a recorded one: nothing is dialled or erased. At the end the files go into a directory that you name.';

/** The status of an installation, or null where it was refused and the person goes on in the wizard. */
async function installHere(
  here: System,
  session: Session,
  values: ReadonlyMap<string, Secret>,
  base: string,
  frontEnd: FrontEnd,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
  old: OldRouter | null,
): Promise<0 | 3 | 4 | null> {
  try {
    return await installFromWizard(here, session, values, base, frontEnd, seatHere(), lent, old);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    frontEnd.tell([error.message, error.next]);
    return null;
  }
}

function seatHere(): Seat {
  return { write: (text) => void process.stderr.write(text), paints: process.stderr.isTTY === true };
}

/** The typed secrets, by the id of their question, as the ids of their files. */
const fileOf: Readonly<Record<string, string>> = {
  [pppoePassword]: 'pppoe-password',
  [adminPassword]: 'admin-password-hash',
};

/** The line can be tried on the box itself by root, and on a recorded machine, where a recorded line is played. */
function benchOf(box: System, facts: Facts): LineBench | null {
  const itself = facts.os.role !== 'other' && process.getuid?.() === 0;
  return box.kind === 'recorded' || itself ? lineBench(box) : null;
}

function outsideOf(
  here: System,
  directory: string,
  values: Map<string, Secret>,
  bench: LineBench | null,
  remind: ReturnType<typeof draftReminder>,
): Outside {
  const memory: BenchMemory = { finding: null };
  const typed = (question: string) => values.get(fileOf[question] ?? question) ?? null;
  return {
    keep: async (session) => {
      await keepDraft(here, directory, { text: draftText(session.draft), progress: progressText(session) });
      return remind(session);
    },
    live: (source, session, signal) =>
      bench === null ? stillJacks(session) : livePictures(bench, source, session, typed, memory, signal),
    lineFinding: () => memory.finding,
    review: async (session) => reviewOf(session),
    blink: async (jack) => {
      await bench?.blinkJack(jack, AbortSignal.timeout(10_000));
    },
    secret: (id, value) => {
      values.set(fileOf[id] ?? id, value);
    },
  };
}

/** Away from the box, or without the right to touch it, the jacks stand as they were found. */
async function* stillJacks(_session: Session): AsyncGenerator<LivePicture> {
  const words = 'The cables cannot be watched from here; this is how the jacks were found.';
  yield { lines: [words], news: [words], options: null, suggested: null, finished: true };
}
