import type { Facts } from '../facts/facts.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import type { Request } from '../request.ts';
import { type Staged, stage, stageJob } from '../steps/install/staged.ts';
import { stepList } from '../steps/step-list.ts';
import { Refusal } from '../steps/steps.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import type { System } from '../system/system.ts';
import { diskWords } from '../ui/headless/disk-words.ts';
import { runAsRoot } from './as-root.ts';
import { bringUplink } from './bring-uplink.ts';
import { findBegun } from './find-begun.ts';
import { follow, type Seat, statusOf } from './follow-install.ts';
import type { Lent } from './headless.ts';
import { givenInstall } from './install-answers.ts';
import { doInstallJob, isInstalling, startInstallJob } from './install-job.ts';
import { type Prepared, prepareInstall, prepareStaged } from './prepare-install.ts';

export type { Seat } from './follow-install.ts';

type InstallRequest = Request & { kind: 'install' };

/** `naar install`: from an answers file to a router on a disk. Gives the exit status. */
export async function install(request: InstallRequest, lent: Lent, seat: Seat): Promise<number> {
  const system = await chooseMachine(request.machine);
  if (request.job) {
    await doInstallJob(system, request.root);
    return 0;
  }
  if (request.machine !== null && !request.dryRun)
    throw new Refusal('A recorded machine cannot be installed.', 'See what would be done to it: say --dry-run.');
  const asRoot = request.dryRun ? null : await runAsRoot(system, lent.begin);
  if (asRoot !== null) return asRoot;
  if (!request.dryRun && (await isInstalling(system))) {
    lent.say('An installation is going on already; here it is.\n');
    return watch(system, lent, seat, null);
  }
  if (request.answers === null) return request.resume ? goOn(request, system, lent, seat) : noAnswers();
  const given = await givenInstall({ ...request, answers: request.answers }, system, lent);
  if (given === null) return 2;
  const { facts, answers, staged, isBackup } = given;
  if (!request.dryRun) refuseElsewhere(facts);
  const prepared = prepareInstall(facts, answers, staged, request.root);
  if (request.dryRun) {
    lent.say(`This is what would be done, and nothing of it was:\n${stepList(prepared.steps).join('\n')}\n`);
    return 0;
  }
  const begun = await findBegun(system, facts);
  const same = begun !== null && isSame(facts, begun, prepared);
  if (request.resume && !same) throw notTheSame(begun !== null);
  const disk = facts.disks.find(({ path }) => path === prepared.target.disk);
  if (!same && disk !== undefined) lent.say(diskWords(disk));
  if (!same && !request.yes) throw unasked(prepared);
  if (begun !== null) lent.say(same ? goingOn(prepared) : changed(prepared));
  const kept = same && !isBackup ? { hostKeys: begun.hostKeys, own: begun.own } : {};
  return begin(system, { ...staged, ...kept }, prepared, lent, seat);
}

/** Whether it is the job that was begun; one whose answers do not hold here any more is another. */
function isSame(facts: Facts, begun: Staged, { target, job }: Prepared): boolean {
  try {
    return prepareStaged(facts, begun, target.root).job.digest === job.digest;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** `--resume` alone: consent and answers were given to the run that did not end. */
async function goOn(request: InstallRequest, system: System, lent: Lent, seat: Seat): Promise<number> {
  const facts = await probeFacts(system);
  refuseElsewhere(facts);
  const begun = await findBegun(system, facts);
  if (begun === null) throw notTheSame(false);
  const prepared = prepareStaged(facts, begun, request.root);
  if (request.dryRun) {
    lent.say(`This is what would be done, and nothing of it was:\n${stepList(prepared.steps).join('\n')}\n`);
    return 0;
  }
  lent.say(goingOn(prepared));
  return begin(system, begun, prepared, lent, seat);
}

async function begin(system: System, staged: Staged, prepared: Prepared, lent: Lent, seat: Seat): Promise<number> {
  await bringUplink(system, prepared.plan.wan, staged.secrets, lent.say);
  await stageJob(system, staged);
  await startInstallJob(system, prepared.target.root);
  return watch(system, lent, seat, prepared);
}

/** From here on a signal ends the watching, and not the job. */
async function watch(system: System, lent: Lent, seat: Seat, prepared: Prepared | null): Promise<number> {
  lent.begin();
  return statusOf(await follow(system, seat, prepared, lent.stop));
}

function goingOn({ target }: Prepared): string {
  return `The installation on ${target.disk} goes on where an earlier run stopped; what is done and proven is not done again.\n`;
}

/** Before anything is even staged; the job looks again. */
function refuseElsewhere({ os }: Facts): void {
  if (os.role !== 'installer')
    throw new Refusal(
      'This is not the NixOS installer, so nothing is installed from here.',
      'Start the box from the installer medium; "naar render" writes the files anywhere.',
    );
}

function changed({ target }: Prepared): string {
  return `The answers have changed since the installation that was begun: it begins anew, and erases ${target.disk}.\n`;
}

function noAnswers(): never {
  throw new Refusal('naar install needs --answers FILE.', 'The wizard makes one: start naar without a command.');
}

function unasked({ target }: Prepared): Refusal {
  return new Refusal(
    `This would erase ${target.disk} and install NixOS on it.`,
    'Say --yes to do it without being asked, or start the wizard: naar --answers FILE',
  );
}

function notTheSame(begun: boolean): Refusal {
  return begun
    ? new Refusal(
        'The answers are not those of the installation that was begun, or its disk is another one.',
        'To go on with that one, leave out --answers; to begin anew, leave out --resume. Nothing was changed.',
      )
    : new Refusal(
        `No installation was begun here: neither ${stage.answers} nor a disk knows of one.`,
        'Begin one: naar install --answers FILE --yes',
      );
}
