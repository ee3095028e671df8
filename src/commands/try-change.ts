import { join } from 'node:path';
import { examine, type Finding } from '../doctor/examine.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { type Change, trialSteps } from '../steps/change/change-steps.ts';
import { makeRoom, speaksOfFullDisk } from '../steps/change/full-disk.ts';
import { hindranceIn } from '../steps/change/hindrance.ts';
import { places } from '../steps/change/places.ts';
import { isPending, takeBack } from '../steps/change/settle.ts';
import { failedBefore, type SwitchReport, switchFault, switchReport } from '../steps/change/switch-report.ts';
import { StepFailure } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { disturbanceWords } from '../ui/review/change-words.ts';
import { wrap } from '../ui/wrap.ts';
import { doSteps } from './do-steps.ts';
import type { Seat } from './follow-install.ts';
import type { PreparedChange, RouterBefore } from './prepare-change.ts';
import { atStartWords, nameAsBuilt, switchRefusal } from './switch-refusal.ts';

/** A change that is built: it can be switched to at once. */
export type BuiltChange = {
  readonly change: Change;
  readonly plan: RouterPlan | null;
  readonly before: RouterBefore;
  /** `nothing`: all is so already. `files`: the same system, other texts. `trial`: another system, or secrets that services must read. */
  readonly kind: 'nothing' | 'files' | 'trial';
  readonly report: SwitchReport;
};

/** What it comes to to switch to a system that is built. Throws Refusal where it cannot be switched to. */
export async function judged(
  system: System,
  before: RouterBefore,
  prepared: PreparedChange,
  target: string,
  confirmWithin: number,
): Promise<BuiltChange> {
  const { plan, words, ...rest } = prepared;
  const oldSystem = (await system.run('readlink', ['-f', '/run/current-system'])).stdout.trim();
  const report = await switchReport(system, target);
  if (report.hindrance !== null) {
    if (report.hindrance.atStart) await nameAsBuilt(system, target, prepared.files);
    throw switchRefusal(report.hindrance);
  }
  const change: Change = {
    ...rest,
    oldSystem,
    newSystem: target,
    confirmWithin,
    // what the switch itself starts anew has read it
    restart: prepared.restart.filter((unit) => !report.units.includes(unit)),
    words: words.join(' ') || 'The files are written anew.',
  };
  const same = target === oldSystem && prepared.secrets.length === 0;
  const kind = !same ? 'trial' : (await isWritten(system, prepared)) ? 'nothing' : 'files';
  return { change, plan, before, kind, report };
}

/** What the person should know before the switch: what changes, what starts anew, what breaks meanwhile. */
export function switchWords({ change, plan, before, report }: BuiltChange, session: string | null): readonly string[] {
  const units = [...report.units, ...change.restart];
  const breaks =
    before.plan === null || plan === null
      ? []
      : disturbanceWords(before.plan, plan, { deleted: change.devices.there.deleted, units, session });
  return [
    ...(units.length === 0
      ? ['No service is started anew.']
      : [
          ...report.lines.map((line) => line.replace(/^would /, 'The switch will ')),
          ...change.restart.map((unit) => `Started anew for its new password or address: ${unit}`),
        ]),
    ...breaks,
  ];
}

/**
 * The trial: the lifeline is armed, then the router is switched. Gives what is worse than before.
 * A switch that fails is taken back at once; so is one that the person left before it began. Behind
 * that only the lifeline decides: it may have been the switch that cut the connection.
 */
export async function tryChange(
  system: System,
  { change, plan, before }: BuiltChange,
  seat: Seat,
): Promise<readonly Finding[]> {
  const look = async (shown: RouterPlan) => examine({ system, facts: await probeFacts(system), plan: shown });
  const busy = (words: string) => seat.write(`${wrap(words).join('\n')}\n`);
  if (before.plan !== null) busy('Looking how well the router is now, to compare afterwards. A few seconds.');
  const was = before.plan === null ? [] : await look(before.plan);
  try {
    await doSteps(system, trialSteps(change), seat);
  } catch (error) {
    if (!(await isPending(system))) throw error;
    if (seat.stop?.aborted && (await system.kindOf(join(places.pending, 'begun'))) !== null) return [];
    const told = (await system.readText(activateLog).catch(() => null)) ?? '';
    await takeBack(system, busy);
    if (!(error instanceof StepFailure)) throw error;
    const activating = error.step === 'activate';
    const fault = activating ? switchFault(told) : null;
    const lines = told.split('\n').filter((line) => line.trim() !== '');
    const message = `${error.message}${fault === null ? '' : ` ${fault}`} The earlier router is back.`;
    const kept = 'What was tried is kept in /var/lib/naar/history. See also: journalctl -b -u naar-activate';
    const atStart = activating && hindranceIn(told)?.atStart === true;
    if (atStart) await nameAsBuilt(system, change.newSystem, change.files);
    const next = atStart ? atStartWords : kept;
    throw new StepFailure(
      error.step,
      message,
      speaksOfFullDisk(message) ? makeRoom : next,
      lines.length > 0 ? lines.slice(-12) : error.evidence,
    );
  }
  const still = failedBefore((await system.readText(activateLog).catch(() => null)) ?? '');
  if (still.length > 0)
    busy(`Failed before the switch, and fails again, which is no reason to go back: ${still.join(', ')}.`);
  if (plan === null) return [];
  busy(`Looking whether it is as well as before. The line has ${patience / 1000} seconds to come up.`);
  return settledWorse(system, was, () => look(plan), seat.stop);
}

/** What the switch printed. */
const activateLog = join(places.pending, 'activate.log');

/** Milliseconds that a line may take to come up again before it counts as worse. */
const patience = 45_000;

async function settledWorse(
  system: System,
  was: readonly Finding[],
  look: () => Promise<readonly Finding[]>,
  stop: AbortSignal | undefined,
) {
  const end = system.now().getTime() + patience;
  for (;;) {
    const worse = (await look()).filter(
      ({ id, diagnosis }) =>
        // that the files wait to be confirmed is no news
        id !== 'files' && diagnosis.verdict === 'ill' && was.find((one) => one.id === id)?.diagnosis.verdict !== 'ill',
    );
    if (worse.length === 0 || stop?.aborted || system.now().getTime() >= end) return worse;
    await system.wait(5000, stop);
  }
}

async function isWritten(system: System, { files }: Pick<PreparedChange, 'files'>): Promise<boolean> {
  for (const { name, text } of files) if ((await system.readText(join(places.etc, name))) !== text) return false;
  return true;
}
