import type { System } from '../system/system.ts';
import type { JobEvent } from './run-job.ts';
import { Refusal, StepFailure } from './steps.ts';

/** A job's events as they lie in its file: those of the steps, and how it ended. */
export type ToldEvent =
  | (JobEvent & { readonly at: string })
  | { readonly kind: 'ended'; readonly at: string }
  /** Nothing new; in no file, but told to whoever watches. */
  | { readonly kind: 'still'; readonly at: string }
  | {
      readonly kind: 'failed' | 'refused';
      readonly step: string | null;
      readonly message: string;
      readonly next: string;
      readonly evidence: readonly string[];
      readonly at: string;
    };

/** Whether nothing more will come. */
export function isEnd({ kind }: ToldEvent): boolean {
  return kind === 'ended' || kind === 'failed' || kind === 'refused';
}

/** What is noted of an error that ended a job; null where it is none of ours (a bug). */
export function endOf(error: unknown, at: string): ToldEvent | null {
  if (error instanceof StepFailure) {
    const { step, message, next, evidence } = error;
    return { kind: 'failed', step, message, next, evidence, at };
  }
  if (error instanceof Refusal)
    return { kind: 'refused', step: null, message: error.message, next: error.next, evidence: error.evidence, at };
  return null;
}

/** Adds an event to the file; a file that cannot be written does not stop the job. */
export async function noteEvent(system: System, path: string, event: ToldEvent): Promise<void> {
  await system.append(path, `${JSON.stringify(event)}\n`, 0o600).catch(() => {});
}

/** The events of whole lines; what is no event is passed over. */
export function readEvents(text: string): readonly ToldEvent[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as ToldEvent];
    } catch {
      return [];
    }
  });
}

/**
 * Events as they come, from the first one on, until the job has ended, `gone` says that nobody works at it
 * any more, or `stop` is aborted.
 */
export async function* followEvents(
  system: System,
  path: string,
  gone: () => Promise<boolean>,
  stop?: AbortSignal,
): AsyncGenerator<ToldEvent> {
  let read = 0;
  for (;;) {
    // asked before the look: what was written in between is still seen
    const over = await gone();
    const text = (await system.readText(path).catch(() => null)) ?? '';
    // a last line that is not whole yet is left for the next look
    const whole = text.lastIndexOf('\n') + 1;
    for (const event of readEvents(text.slice(read, whole))) {
      yield event;
      if (isEnd(event)) return;
    }
    read = Math.max(read, whole);
    if (over || stop?.aborted) return;
    yield { kind: 'still', at: system.now().toISOString() };
    await system.wait(300, stop);
  }
}
