import type { ToldEvent } from '../steps/job-events.ts';
import type { System } from '../system/system.ts';
import { jobReport } from '../ui/headless/job-report.ts';
import { watchInstallJob } from './install-job.ts';
import type { Prepared } from './prepare-install.ts';

/** What the terminal is like, for the words and the line that moves; `answers`: someone may type an answer. */
export type Seat = { readonly write: (text: string) => void; readonly paints: boolean; readonly answers?: boolean };

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
