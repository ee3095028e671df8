import { join } from 'node:path';
import type { Request } from '../request.ts';
import { buildSteps, builtSystem } from '../steps/change/build-steps.ts';
import { trialSteps } from '../steps/change/change-steps.ts';
import { places } from '../steps/change/places.ts';
import { pendingState, takeBack, takenBackAt } from '../steps/change/settle.ts';
import { stepList } from '../steps/step-list.ts';
import { Refusal } from '../steps/steps.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import type { System } from '../system/system.ts';
import { wrapped } from '../ui/wrap.ts';
import { lineBench } from '../uplink/line-bench.ts';
import { buildChange } from './build-change.ts';
import { overNewLine } from './build-line.ts';
import { askLine, countDown } from './countdown.ts';
import type { Seat } from './follow-install.ts';
import { type Lent, readAnswers, report } from './headless.ts';
import { linePassword, type PreparedChange, prepareChange, routerBefore } from './prepare-change.ts';
import { factsHere } from './router-here.ts';
import { sessionAddress } from './session-address.ts';
import { type BuiltChange, switchWords, tryChange } from './try-change.ts';
import { withoutSwitch } from './write-files.ts';

type ReconfigureRequest = Request & { kind: 'reconfigure' };

/** `naar reconfigure`: changes the running router under a lifeline. Gives the exit status. */
export async function reconfigure(request: ReconfigureRequest, lent: Lent, seat: Seat): Promise<number> {
  const system = await chooseMachine(request.machine);
  const facts = await factsHere(system);
  if (!request.dryRun) await refuseUnfit(system, lent);
  const file = request.answers ?? join(places.etc, 'answers.yaml');
  const read = await readAnswers(file, request.machine, 'render', !request.dryRun);
  if (read.problems.length > 0) lent.say(report(read.problems, file));
  if (read.answers === null) return 2;
  const before = await routerBefore(system, facts);
  const prepared = await prepareChange(system, before, read.answers, read.values, request.edited);
  if (request.dryRun) return sayDry(prepared, request.confirmWithin, lent);
  lent.say(
    `What changes:\n${bullets(prepared.words.length > 0 ? prepared.words : ['Nothing but the wording of the files.'])}\n`,
  );
  const password = await linePassword(system, read.answers, read.values);
  // told to stop, what was begun is put in order first
  lent.begin();
  const built = await overNewLine(system, lineBench(system), before, prepared, password, seat, () =>
    buildChange(system, before, prepared, request.confirmWithin, seat),
  );
  return settleBuilt(system, built, request.yes, lent, seat);
}

/** From a built change to its end: nothing to do, files only, or the trial. Gives the exit status. */
export async function settleBuilt(
  system: System,
  built: BuiltChange,
  yes: boolean,
  lent: Pick<Lent, 'say'>,
  seat: Seat,
): Promise<number> {
  if (built.kind !== 'trial') {
    lent.say(`${await withoutSwitch(system, built, seat)}\n`);
    return 0;
  }
  lent.say(`${bullets(switchWords(built, await sessionAddress(system)))}\n`);
  const agreed = yes || (seat.answers && /^y/i.test((await askLine('Switch to it on trial? [y/N] ')) ?? ''));
  if (!agreed)
    throw new Refusal(
      'The new configuration is built, and nothing was changed yet.',
      'Say --yes to switch to it on trial.',
    );
  const worse = await tryChange(system, built, seat);
  for (const { title, diagnosis } of worse) lent.say(`Worse than before: ${title}: ${diagnosis.words}\n`);
  const end = await takenBackAt(system, built.change.confirmWithin);
  const seconds = Math.max(0, Math.round((end - system.now().getTime()) / 1000));
  lent.say(
    `${worse.length === 0 ? 'The change runs, and the router is as well as before.' : 'The change runs, but not everything is well.'}\n` +
      `Keep it within ${seconds} s: naar confirm\nWithout that the earlier router comes back by itself; at once: naar rollback\n`,
  );
  if (!seat.answers) return worse.length === 0 ? 0 : 3;
  return sayEnd(await countDown(system, end, seat), lent);
}

/** How the trial ended, in words; gives the exit status. */
export function sayEnd(end: Awaited<ReturnType<typeof countDown>>, { say }: Pick<Lent, 'say'>): number {
  if (end === 'kept') say('The change stays: the router starts with it from now on.\n');
  if (end === 'back') say('The earlier router is back. What was tried is kept: naar rollback lists it.\n');
  if (end === 'left') say('The trial goes on without this terminal: "naar confirm" keeps the change.\n');
  return end === 'kept' ? 0 : 3;
}

/** Sentences as a list that fits the screen. */
export function bullets(sentences: readonly string[]): string {
  return sentences.flatMap((sentence) => wrapped(sentence, '- ', '  ', 78)).join('\n');
}

/** Refuses where no change can be begun: not root, or one waits already. One that was cut off before its lifeline is taken back first. */
export async function refuseUnfit(system: System, { say }: Pick<Lent, 'say'>): Promise<void> {
  if ((await system.run('id', ['-u'])).stdout.trim() !== '0')
    throw new Refusal('Only root can change the router.', 'Run: sudo naar reconfigure');
  const state = await pendingState(system);
  if (state === 'waits')
    throw new Refusal(
      'A change waits already.',
      '"naar confirm" keeps it, "naar rollback" takes it back; then try again.',
    );
  if (state === 'none') return;
  const end = await takeBack(system, (words) => say(`${words}\n`));
  say(
    end === 'kept'
      ? 'An earlier change had been confirmed when it was cut off: it is kept.\n'
      : 'An earlier change was cut off half way: it is taken back.\n',
  );
}

function sayDry({ files, channel, ...prepared }: PreparedChange, confirmWithin: number, { say }: Lent): number {
  const change = {
    ...prepared,
    files,
    channel,
    confirmWithin,
    oldSystem: '/run/current-system',
    newSystem: builtSystem,
    words: prepared.words.join(' '),
  };
  const steps = [...buildSteps(files, channel), ...trialSteps(change)];
  say(`This is what would be done, and nothing of it was:\n${stepList(steps).join('\n')}\n`);
  return 0;
}
