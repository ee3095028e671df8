import { checkAnswers } from '../interview/check.ts';
import { planRouter } from '../plan/plan-router.ts';
import { isSealed } from '../render/seal.ts';
import type { Request } from '../request.ts';
import { channelOf } from '../steps/change/build-steps.ts';
import { deviceChanges, noDeviceChanges } from '../steps/change/device-changes.ts';
import { type EarlierSet, earlierSets, readEarlierSet } from '../steps/change/history.ts';
import { secretUnits } from '../steps/change/secret-units.ts';
import { isPending, takeBack } from '../steps/change/settle.ts';
import { Refusal } from '../steps/steps.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import type { System } from '../system/system.ts';
import { changeWords } from '../ui/review/change-words.ts';
import { buildChange } from './build-change.ts';
import { askLine } from './countdown.ts';
import type { Seat } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { newSecrets, type PreparedChange, type RouterBefore, routerBefore } from './prepare-change.ts';
import { bullets, refuseUnfit, settleBuilt } from './reconfigure.ts';
import { factsHere } from './router-here.ts';
import { judged } from './try-change.ts';

type RollbackRequest = Request & { kind: 'rollback' };

/**
 * `naar rollback`: takes back the change that is on trial; without one it brings back an earlier
 * set of files, on trial in its turn. Gives the exit status.
 */
export async function rollback(request: RollbackRequest, lent: Lent, seat: Seat): Promise<number> {
  const system = await chooseMachine(null);
  if (await isPending(system)) {
    if (request.set !== null)
      throw new Refusal(
        'A change is on trial.',
        'End that first: "naar confirm" keeps it, "naar rollback" takes it back.',
      );
    // told to stop, it is done to the end and said
    lent.begin();
    const kept = (await takeBack(system, (words) => lent.say(`${words}\n`))) === 'kept';
    lent.say(kept ? 'The change had been confirmed already, and stays.\n' : 'The earlier router is back.\n');
    return kept ? 3 : 0;
  }
  const facts = await factsHere(system);
  await refuseUnfit(system, lent);
  const set = await chosenSet(await earlierSets(system), request.set, lent, seat);
  const before = await routerBefore(system, facts);
  const { prepared, target } = await preparedSet(system, before, set);
  // told to stop, what was begun is put in order first
  lent.begin();
  lent.say(`What changes:\n${bullets(prepared.words)}\n`);
  const built =
    target === null
      ? await buildChange(system, before, prepared, request.confirmWithin, seat)
      : await judged(system, before, prepared, target, request.confirmWithin);
  return settleBuilt(system, built, request.yes, lent, seat);
}

/** The set that the person means: by its folder, by its number, or by asking. */
async function chosenSet(
  sets: readonly EarlierSet[],
  said: string | null,
  lent: Lent,
  seat: Seat,
): Promise<EarlierSet> {
  if (sets.length === 0)
    throw new Refusal(
      'No change is on trial, and there is no earlier set of files.',
      'naar reconfigure makes one at each change.',
    );
  const list = sets.map(
    ({ when, kind, words }, index) =>
      `${String(index + 1).padStart(3)}  ${when}  ${kind === 'tried' ? 'tried and taken back' : 'the router until then'}${words === '' ? '' : `; ${kind === 'tried' ? 'it was' : 'then'}: ${words}`}`,
  );
  const words = said ?? (seat.answers ? await asked(list, lent) : null);
  const found = sets.find(({ name }, index) => String(index + 1) === words || name === words);
  if (found !== undefined) return found;
  throw new Refusal(
    `${said === null ? 'No change is on trial.' : `There is no earlier set ${said}.`} These earlier sets of files are here, the newest first:\n${list.join('\n')}`,
    'Say which one, such as: naar rollback 1',
  );
}

async function asked(list: readonly string[], { say }: Lent): Promise<string | null> {
  say(`No change is on trial. Earlier sets of files, the newest first:\n${list.join('\n')}\n`);
  return askLine('Which one shall come back? Its number, or nothing to leave all as it is: ');
}

/** An earlier set as a change of the router that is here now; `target` is its system, where the router still has it. */
async function preparedSet(
  system: System,
  before: RouterBefore,
  set: EarlierSet,
): Promise<{ readonly prepared: PreparedChange; readonly target: string | null }> {
  const { files, secrets, system: target } = await readEarlierSet(system, set);
  const text = files.find(({ name }) => name === 'answers.yaml')?.text ?? '';
  const { answers } = checkAnswers(text, before.facts, { where: 'check' });
  const plan = answers === null ? null : planRouter(before.facts, answers);
  const fresh = await newSecrets(system, secrets);
  const names = fresh.map(({ name }) => name);
  const known = plan !== null && before.plan !== null;
  return {
    target,
    prepared: {
      plan,
      files,
      program: null,
      written: files.map((file) => file.text).filter(isSealed),
      secrets: fresh,
      restart: plan === null ? [] : secretUnits(plan, names),
      devices: known
        ? { there: deviceChanges(before.plan, plan), back: deviceChanges(plan, before.plan) }
        : { there: noDeviceChanges, back: noDeviceChanges },
      channel:
        plan === null || plan.identity.release === before.facts.os.release ? null : channelOf(plan.identity.release),
      words: [`Back to the files of ${set.when}.`, ...(known ? changeWords(before.plan, plan, names) : [])],
    },
  };
}
