import { setTimeout as pause } from 'node:timers/promises';

/** Time on a recorded machine. */
export type Clock = {
  /** Milliseconds since the machine was opened. */
  now(): number;
  /** Comes back after so many milliseconds, or at once where `stop` is or becomes aborted. */
  wait(milliseconds: number, stop?: AbortSignal): Promise<void>;
};

/** Time as it passes: for a person who looks on. */
export function steadyClock(): Clock {
  const began = performance.now();
  return {
    now: () => performance.now() - began,
    wait: (milliseconds, stop) =>
      pause(milliseconds, undefined, stop === undefined ? {} : { signal: stop }).catch(() => {}),
  };
}

/**
 * Time that jumps to the next thing that is waited for, as soon as nothing else
 * is left to do: minutes pass in a moment, always in the same order. Good only
 * where nothing waits for the real world (files, processes) meanwhile.
 */
export function quickClock(): Clock {
  let time = 0;
  let stepping = false;
  const sleepers: { readonly due: number; readonly wake: () => void }[] = [];
  const step = () => {
    const next = sleepers.shift();
    if (next === undefined) {
      stepping = false;
      return;
    }
    time = Math.max(time, next.due);
    next.wake();
    setImmediate(step);
  };
  return {
    now: () => time,
    wait: (milliseconds, stop) =>
      new Promise((resolve) => {
        if (stop?.aborted) return resolve();
        const wake = () => {
          stop?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { due: time + milliseconds, wake };
        const abort = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          resolve();
        };
        stop?.addEventListener('abort', abort, { once: true });
        const at = sleepers.findIndex(({ due }) => due > sleeper.due);
        sleepers.splice(at < 0 ? sleepers.length : at, 0, sleeper);
        if (!stepping) setImmediate(step);
        stepping = true;
      }),
  };
}
