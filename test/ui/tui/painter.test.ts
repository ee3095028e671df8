import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPainter } from '../../../src/ui/tui/painter.ts';
import { readFrame } from '../../../src/ui/tui/screen.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A painter on a line of so many bytes a second, and what it wrote when. */
function start(bytesPerSecond: number) {
  const written: { readonly at: number; readonly bytes: string }[] = [];
  const held: (() => void)[] = [];
  let text = '';
  let stuck = false;
  const failures: unknown[] = [];
  const painter = createPainter(
    {
      bytesPerSecond,
      write: (bytes) => {
        written.push({ at: performance.now(), bytes });
        return stuck ? new Promise((resolve) => held.push(resolve)) : Promise.resolve();
      },
    },
    false,
    () => {
      if (text === 'throw') throw new Error('planted');
      return readFrame(text, 5, 70);
    },
    (error) => failures.push(error),
  );
  return {
    written,
    failures,
    painter,
    show(next: string) {
      text = next;
      painter.refresh();
    },
    jam() {
      stuck = true;
    },
    release() {
      stuck = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

describe('a painter', () => {
  it('paints at once what comes after a pause, and together what comes at once', async () => {
    const { show, written } = start(11_520);
    show('a');
    show('ab');
    show('abc');
    await vi.advanceTimersByTimeAsync(1);
    expect(written.map(({ bytes }) => bytes)).toEqual(['\x1b[m\x1b[H\x1b[Jabc']);
    await vi.advanceTimersByTimeAsync(1000);
    show('abcd');
    await vi.advanceTimersByTimeAsync(1);
    expect(written.map(({ bytes }) => bytes)).toEqual(['\x1b[m\x1b[H\x1b[Jabc', 'd']);
  });

  it('waits until the line has carried the last picture, then paints the newest', async () => {
    const { show, written } = start(100);
    show('x'.repeat(50));
    await vi.advanceTimersByTimeAsync(1);
    for (let step = 0; step < 50; step++) {
      show(`${step}`);
      await vi.advanceTimersByTimeAsync(10);
    }
    // 59 bytes at 100 a second
    expect(written).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(written).toHaveLength(2);
    expect(written[1]!.at - written[0]!.at).toBeGreaterThanOrEqual(590);
    expect(written[1]!.bytes).toBe('\r49\x1b[K');
  });

  it('writes nothing more while the line takes nothing, however much changes', async () => {
    const { show, written, jam, release, painter } = start(11_520);
    jam();
    show('a');
    await vi.advanceTimersByTimeAsync(1000);
    for (const text of ['b', 'c', 'd']) show(text);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(written).toHaveLength(1);
    release();
    await vi.advanceTimersByTimeAsync(1000);
    expect(written.slice(1).map(({ bytes }) => bytes)).toEqual(['\rd']);
    await painter.settled();
  });

  it('paints whole after it forgot, and nothing where nothing changed', async () => {
    const { show, written, painter } = start(11_520);
    show('a');
    await vi.advanceTimersByTimeAsync(1000);
    show('a');
    await vi.advanceTimersByTimeAsync(1000);
    expect(written).toHaveLength(1);
    painter.forget();
    show('a');
    await vi.advanceTimersByTimeAsync(1000);
    expect(written[1]!.bytes).toBe(written[0]!.bytes);
  });

  it('hands on what a picture threw, and goes on', async () => {
    const { show, written, failures, painter } = start(11_520);
    show('throw');
    await vi.advanceTimersByTimeAsync(1000);
    expect(failures).toEqual([new Error('planted')]);
    show('a');
    await vi.advanceTimersByTimeAsync(1000);
    expect(written).toHaveLength(1);
    await painter.settled();
  });
});
