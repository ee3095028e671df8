import { stage } from '../steps/install/staged.ts';
import type { ToldEvent } from '../steps/job-events.ts';
import type { System } from '../system/system.ts';
import { jobReport } from '../ui/headless/job-report.ts';
import { watchInstallJob } from './install-job.ts';
import type { Prepared } from './prepare-install.ts';

/** What the terminal is like, for the words and the line that moves; `answers`: someone may type an answer; `stop`: aborted when they go. */
export type Seat = {
  readonly write: (text: string) => void;
  readonly paints: boolean;
  readonly answers?: boolean;
  readonly stop?: AbortSignal;
};

/** How watching ended: an exit status, or the person left while the job goes on. */
export type Watched = 0 | 3 | 4 | 'left';

/** Shows the job until it ends. The person may leave (`stop`): it goes on, and the next naar shows it again. */
export async function follow(
  system: System,
  { write, paints }: Seat,
  prepared: Prepared | null,
  stop: AbortSignal,
): Promise<Watched> {
  const shown = jobReport(write, paints);
  let end: ToldEvent | null = null;
  for await (const event of watchInstallJob(system, stop)) {
    shown.hear(event);
    if (event.kind !== 'still') end = event;
  }
  if (end?.kind === 'ended') {
    write(`\n${goodbye(prepared)}\n`);
    return 0;
  }
  if (end?.kind === 'failed' || end?.kind === 'refused') {
    write(`The whole log: ${stage.log}\n`);
    return end.kind === 'failed' ? 3 : 4;
  }
  if (stop.aborted) {
    write('\nThe installation goes on without this terminal. Start naar again to see how far it is.\n');
    return 'left';
  }
  write(
    `\nThe installation stopped without a word; its log: ${stage.log}\nTo go on where it was: naar install --resume\n`,
  );
  return 3;
}

/** The exit status for a command: a person who leaves is told how to come back (contract, 3). */
export function statusOf(watched: Watched): 0 | 3 | 4 {
  return watched === 'left' ? 3 : watched;
}

/** What to do now: the cables, and where the router will answer. */
export function goodbye(prepared: Prepared | null): string {
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
