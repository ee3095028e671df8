import { type Secret, textOf } from '../../system/secret.ts';
import type { System } from '../../system/system.ts';
import { noteEvent, type ToldEvent } from '../job-events.ts';
import { stage } from './staged.ts';

/** Where a job tells what happens: for another naar to show, and for a person to read. */
export type JobLog = {
  tell(event: ToldEvent): void;
  /** Settles when everything that was told is written. */
  written(): Promise<void>;
};

/**
 * Writes events to the file that other naars follow, and in plain words to the log, with the values of
 * secrets struck out wherever a command may have printed them.
 */
export async function openJobLog(system: System, secrets: readonly Secret[]): Promise<JobLog> {
  // one of three letters stands in half of all words
  const long = secrets.filter((secret) => textOf(secret).length > 3);
  const clean = (text: string) => long.reduce((rest, secret) => secret.blot(rest), text);
  let last: Promise<void> = system.append(stage.log, '', 0o600).catch(() => {});
  return {
    tell(event) {
      const told = cleaned(event, clean);
      last = last.then(async () => {
        await noteEvent(system, stage.events, told);
        await system.append(stage.log, `${logLines(told).join('\n')}\n`, 0o600).catch(() => {});
      });
    },
    written: () => last,
  };
}

function cleaned(event: ToldEvent, clean: (text: string) => string): ToldEvent {
  if (event.kind === 'line' || event.kind === 'look') return { ...event, text: clean(event.text) };
  if (event.kind === 'failed' || event.kind === 'refused')
    return {
      ...event,
      message: clean(event.message),
      next: clean(event.next),
      evidence: event.evidence.map(clean),
    };
  return event;
}

function logLines(event: ToldEvent): readonly string[] {
  const at = event.at.slice(0, 19).replace('T', ' ');
  switch (event.kind) {
    case 'step':
      return [`${at} ${event.number} of ${event.of}: ${event.title}`];
    case 'skipped':
      return [`${at} ${event.id}: done by an earlier run`];
    case 'look':
    case 'line':
      return [`${at}   ${event.text}`];
    case 'done':
      return [`${at} ${event.id}: done`];
    case 'ended':
      return [`${at} everything is done`];
    case 'still':
      return [];
    default:
      return [`${at} ${event.kind}: ${event.message}`, ...event.evidence.map((line) => `  | ${line}`), event.next];
  }
}
