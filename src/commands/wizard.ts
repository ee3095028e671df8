import { dirname, resolve } from 'node:path';
import type { Facts } from '../facts/facts.ts';
import { probeDevices } from '../facts/probe-devices.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import type { Mode } from '../interview/questions/entry.ts';
import { openSession } from '../interview/questions/open-session.ts';
import { readProgress } from '../interview/questions/progress.ts';
import type { Session } from '../interview/questions/session.ts';
import { draftDirectory, draftPath, dropDraft, type KeptDraft, readDraft } from '../steps/draft-file.ts';
import { Refusal, StepFailure } from '../steps/steps.ts';
import { terminalGone } from '../system/outside.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { Ui } from '../ui/choose-ui.ts';
import { converse } from '../ui/conversation.ts';
import type { FrontEnd } from '../ui/front-end.ts';
import { foundAgain, goesOn, livesOn } from './begun-before.ts';
import { draftReminder } from './draft-reminder.ts';
import { follow, type Seat, statusOf } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { isInstalling } from './install-job.ts';
import { matchJacks } from './match-jacks.ts';
import type { OldRouter } from './old-router.ts';
import type { Backup } from './open-backup.ts';
import { routerBefore } from './prepare-change.ts';
import { reviewChange } from './review.ts';
import { changeFromWizard } from './wizard-change.ts';
import { installFromWizard, installStaged, root } from './wizard-install.ts';
import { benchOf, outsideOf } from './wizard-outside.ts';
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

/** What `--answers` named: a text of answers, and the backup that they are from where it was one. */
export type Given = { readonly text: string | null; readonly backup: Backup | null };

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
  { text, backup }: Given,
  here: System,
  box: System,
  frontEnd: FrontEnd,
  why: string,
  lent: Pick<Lent, 'begin' | 'end' | 'stop'>,
): Promise<WizardEnd> {
  const seat = seatHere();
  if (box.kind === 'real' && (await isInstalling(here))) {
    await frontEnd.close();
    lent.begin();
    return { status: statusOf(await follow(here, seat, null, lent.stop)), words: '' };
  }
  const facts = await probeFacts(box);
  const given = backup === null ? text : await matchJacks(backup.answers, facts, frontEnd);
  const mode = modes[facts.os.role];
  const bench = benchOf(box, facts);
  await bench?.clear();
  const installs = mode === 'install' && box.kind === 'real';
  const going = installs ? await goesOn(here, facts, frontEnd, root) : null;
  if (going !== null) return { status: await installStaged(here, going, frontEnd, seat, lent), words: '' };
  const directory = draftDirectory(here, process.getuid?.() ?? 0, request.machine);
  const found = given === null ? await readDraft(here, directory) : null;
  const kept = found !== null && (await wantsDraft(frontEnd, draftPath(directory))) ? found : null;
  const old = backup ?? (installs && given === null ? await earlier(here, facts, frontEnd, kept) : null);
  const { session, remarks } = openSession({
    facts,
    mode,
    bench: bench !== null,
    dry: box.kind === 'recorded',
    seen: mode === 'reconfigure' ? await probeDevices(box) : [],
    // on a router its own answers are where one begins
    text: given ?? kept?.text ?? old?.answers ?? (await ownAnswers(box, mode)),
    progress: readProgress(kept?.progress ?? ''),
  });
  frontEnd.tell([
    `You see ${why}.`,
    ...(box.kind === 'recorded' ? [onlyRecorded] : []),
    ...(backup === null ? [] : [installs ? fromBackup : answersOnly]),
    ...(backup?.remark == null ? [] : [backup.remark]),
    ...(kept?.from != null && old === null ? [gone(kept.from)] : []),
    // else it was asked with it in sight
    ...(kept === null ? [] : (old?.lost ?? [])),
    ...remarks,
  ]);
  const values = new Map<string, Secret>();
  const base = request.answers === null ? process.cwd() : dirname(resolve(request.answers));
  const sources = request.answers === null ? [] : [request.answers];
  // who comes with a file has a copy outside of this memory
  const remind = draftReminder(mode, draftPath(directory), kept !== null || request.answers !== null);
  const before = mode === 'reconfigure' ? await routerBefore(box, facts) : null;
  const change = (now: Session) => reviewChange(box, before, now, values);
  const outside = outsideOf(here, { directory, from: old?.from ?? null }, values, bench, remind, change);
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
      const done = await refused(
        () => installFromWizard(here, open, values, base, frontEnd, seat, lent, old),
        frontEnd,
      );
      if (done === null) continue;
      if (done === 0) await dropDraft(here, directory);
      return { status: done, words: done === 0 ? '' : words };
    }
    if (mode === 'reconfigure' && box.kind === 'real') {
      const end = await refused(() => changeFromWizard(here, open, values, base, frontEnd, seat), frontEnd);
      if (end === null) continue;
      if (end.status === 0) await dropDraft(here, directory);
      return end;
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

const fromBackup =
  'The answers are those of the backup; its passwords, SSH host keys and local.nix with all that belongs to it go along. Jacks of another box are asked anew.';

const answersOnly =
  'The answers are those of the backup. Its passwords, SSH host keys and local.nix are for an installation.';

function gone(from: string): string {
  return `What the earlier router had (${from}) is not there any more: type its passwords anew.`;
}

/** The router that the new one begins with: the one that a draft began with, or one that is found and shall live on. */
function earlier(here: System, facts: Facts, frontEnd: FrontEnd, kept: KeptDraft | null): Promise<OldRouter | null> {
  if (kept === null) return livesOn(here, facts, frontEnd);
  return kept.from === null ? Promise.resolve(null) : foundAgain(here, facts, kept.from);
}

async function ownAnswers(box: System, mode: Mode): Promise<string | null> {
  return mode === 'reconfigure' ? box.readText('/etc/nixos/answers.yaml') : null;
}

/** null where it was refused or failed and nothing was changed: the person goes on in the wizard. */
async function refused<Done>(work: () => Promise<Done | null>, frontEnd: FrontEnd): Promise<Done | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof StepFailure)) throw error;
    frontEnd.tell([error.message, ...(error instanceof StepFailure ? error.evidence : []), error.next]);
    return null;
  }
}

function seatHere(): Seat {
  const { stderr } = process;
  return { write: (text) => void stderr.write(text), paints: stderr.isTTY === true, stop: terminalGone() };
}
