import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundScenario } from './scenario.ts';

/** Somebody at the far end of the serial line, for as long as the box runs. */
export type Sitting = {
  /** The socket of the line. */
  readonly line: string;
  /** Ends the box: who sits there cannot go on. */
  readonly stop: AbortSignal;
  /** The guest kept a file. */
  told(name: string, text: string): void;
  /** The box is off: waits until they have said their last check. */
  gone(): Promise<void>;
};

/** Lets the person of a scenario sit down at the line; null where there is none. */
export function sitDown(
  { atTheLine }: FoundScenario,
  folder: string,
  note: (name: string, ok: boolean, detail: string) => void,
): Sitting | null {
  if (atTheLine === undefined) return null;
  // not in the folder of the run: the path of a socket is short (108 bytes, unix(7))
  const place = mkdtempSync(join(tmpdir(), 'naar-line-'));
  const line = join(place, 'serial');
  const files = new Map<string, string>();
  const waiting = new Map<string, (text: string) => void>();
  const over = new AbortController();
  const failed = (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)).trim();
  const work = atTheLine({
    line,
    folder,
    kept: (name) =>
      new Promise((resolve) => {
        const text = files.get(name);
        if (text === undefined) waiting.set(name, resolve);
        else resolve(text);
      }),
    async check(name, test) {
      try {
        const detail = await test();
        note(name, true, typeof detail === 'string' ? detail : '');
      } catch (failure) {
        note(name, false, failed(failure));
      }
    },
  }).catch((failure: unknown) => {
    note('who sits at the line came to their end', false, failed(failure));
    over.abort();
  });
  return {
    line,
    stop: over.signal,
    told(name, text) {
      files.set(name, text);
      waiting.get(name)?.(text);
    },
    async gone() {
      // a box that ended before its time leaves them waiting for ever
      let enough: NodeJS.Timeout | undefined;
      await Promise.race([work, new Promise((resolve) => (enough = setTimeout(resolve, 30_000)))]);
      clearTimeout(enough);
      rmSync(place, { recursive: true, force: true });
    },
  };
}
