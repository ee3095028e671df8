import { probeFacts } from '../facts/probe-facts.ts';
import type { Request } from '../request.ts';
import { stageJob } from '../steps/install/staged.ts';
import type { ToldEvent } from '../steps/job-events.ts';
import { stepList } from '../steps/step-list.ts';
import { Refusal } from '../steps/steps.ts';
import { chooseMachine } from '../system/choose-machine.ts';
import type { System } from '../system/system.ts';
import { jobReport } from '../ui/headless/job-report.ts';
import { type Lent, readAnswers, report, secretsFor } from './headless.ts';
import { doInstallJob, isInstalling, startInstallJob, watchInstallJob } from './install-job.ts';
import { type Prepared, prepareInstall } from './prepare-install.ts';

type InstallRequest = Request & { kind: 'install' };

/** What the terminal is like, for the words and the line that moves. */
export type Seat = { readonly write: (text: string) => void; readonly paints: boolean };

/** `naar install`: from an answers file to a router on a disk. Gives the exit status. */
export async function install(request: InstallRequest, lent: Lent, seat: Seat): Promise<number> {
  const system = await chooseMachine(request.machine);
  if (request.job) {
    await doInstallJob(system, request.root);
    return 0;
  }
  if (await isInstalling(system)) {
    lent.say('An installation is going on already; here it is.\n');
    return follow(system, seat, null);
  }
  if (request.answers === null)
    throw new Refusal('naar install needs --answers FILE.', 'The wizard makes one: start naar without a command.');
  const read = await readAnswers(request.answers, request.machine, 'install', !request.dryRun);
  if (read.problems.length > 0) lent.say(await report(read.problems, request.answers));
  if (read.answers === null) return 2;
  const facts = read.facts ?? (await probeFacts(system));
  const secrets = request.dryRun ? [] : await secretsFor(system, read.answers, read.values, '/etc/naar');
  const prepared = prepareInstall(facts, read.answers, secrets, request.root);
  if (request.dryRun) {
    lent.say(`This is what would be done, and nothing of it was:\n${stepList(prepared.steps).join('\n')}\n`);
    return 0;
  }
  if (!request.yes)
    throw new Refusal(
      `This would erase ${prepared.target.disk} and install NixOS on it.`,
      'Say --yes to do it without being asked, or start the wizard: naar --answers FILE',
    );
  await stageJob(system, read.text, secrets);
  await startInstallJob(system, request.root);
  return follow(system, seat, prepared);
}

/** Shows the job until it ends. The person may leave: it goes on, and the next naar shows it again. */
export async function follow(system: System, { write, paints }: Seat, prepared: Prepared | null): Promise<number> {
  const shown = jobReport(write, paints);
  let end: ToldEvent | null = null;
  for await (const event of watchInstallJob(system)) {
    shown.hear(event);
    end = event;
  }
  if (end?.kind === 'ended') {
    write(`\n${goodbye(prepared)}\n`);
    return 0;
  }
  if (end?.kind === 'refused') return 4;
  if (end?.kind !== 'failed')
    write('\nThe installation stopped without a word. Start naar again: it goes on where it was.\n');
  return 3;
}

/** What to do now: the cables, and where the router will answer. */
function goodbye(prepared: Prepared | null): string {
  if (prepared === null) return 'The router is installed. Take out the installer medium and restart the box: reboot';
  const { plan } = prepared;
  const home = plan.networks[0];
  const wan = plan.wan.jack;
  return [
    'The router is installed. Take out the installer medium and restart the box: reboot',
    `The cable from the provider belongs into ${wan}. At home the router will answer at`,
    `${home?.ipv4.address ?? ''}, and on this serial port; log in as ${plan.admin.user}. "naar doctor" tells how it is.`,
  ].join('\n');
}
