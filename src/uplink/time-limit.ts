import type { System } from '../system/system.ts';

/** A stretch of time that ends by itself, or with `stop`. */
export type TimeLimit = {
  /** Aborted when the time is over, when `stop` is aborted, and after `end`. */
  readonly over: AbortSignal;
  /** To be called when the work is done: nothing waits for the rest of the time. */
  end(): void;
};

/** Bounds some work to so many milliseconds. Counted by waiting and not by the clock, which on a box without a battery jumps by years. */
export function timeLimit(system: System, milliseconds: number, stop: AbortSignal): TimeLimit {
  const over = new AbortController();
  const abort = () => over.abort();
  stop.addEventListener('abort', abort, { once: true });
  if (stop.aborted) abort();
  void system.wait(milliseconds, over.signal).then(abort);
  return {
    over: over.signal,
    end() {
      stop.removeEventListener('abort', abort);
      abort();
    },
  };
}
