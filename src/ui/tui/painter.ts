import { paint, type Shown } from './paint.ts';
import { wireLength } from './pen.ts';
import type { Screen } from './screen.ts';

/** Keeps the terminal in step with what should be seen, never faster than the line. */
export type Painter = {
  /** Something changed. It is painted as soon as the line is free, as it is then. */
  refresh(): void;
  /** What the terminal shows is not known any more; the next picture is painted whole. */
  forget(): void;
  /** Resolves when everything that changed so far has been painted. */
  settled(): Promise<void>;
};

/** Where the bytes go. `write` resolves when the line has taken them; bytes per second are what it carries. */
export type Line = { write(bytes: string): Promise<void>; readonly bytesPerSecond: number };

/** `look` says what should be seen now, null for nothing new; what it throws goes to `failed`. */
export function createPainter(
  line: Line,
  color: boolean,
  look: () => Screen | null,
  failed: (error: unknown) => void,
): Painter {
  let shown: Shown = null;
  let state: 'idle' | 'waiting' | 'writing' = 'idle';
  let stale = false;
  let freeAt = 0;
  let waiting: (() => void)[] = [];

  function refresh(): void {
    stale = true;
    if (state !== 'idle') return;
    state = 'waiting';
    const pause = freeAt - performance.now();
    // also an immediate picture waits until all keys that have come are read
    if (pause > 0) setTimeout(draw, pause);
    else setImmediate(draw);
  }

  async function draw(): Promise<void> {
    stale = false;
    let screen: Screen | null = null;
    try {
      screen = look();
    } catch (error) {
      failed(error);
    }
    const painted = screen === null ? null : paint(shown, screen, color);
    if (painted !== null) shown = painted.shown;
    if (painted !== null && painted.bytes !== '') {
      state = 'writing';
      const begun = performance.now();
      await line.write(painted.bytes);
      freeAt = begun + Math.max(shortestPause, (wireLength(painted.bytes) * 1000) / line.bytesPerSecond);
    }
    state = 'idle';
    if (stale) refresh();
    else {
      for (const resolve of waiting) resolve();
      waiting = [];
    }
  }

  return {
    refresh,
    forget() {
      shown = null;
    },
    settled: () => (state === 'idle' ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/**
 * Milliseconds between two pictures. A held key comes 30 times a second, so each is still
 * seen at once; what comes faster (a paste, a burst) is painted together.
 */
const shortestPause = 20;
