import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LivePicture } from '../../../src/interview/questions/question.ts';
import { pacedPictures } from '../../../src/ui/tui/paced-pictures.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const picture = (line: string, news = false): LivePicture => ({
  lines: [line],
  news: news ? [line] : [],
  options: null,
  suggested: null,
  finished: false,
});

it('shows a running clock once a second, news at once, and the last picture in any case', async () => {
  const shown: [number, string][] = [];
  const start = performance.now();
  async function* source() {
    for (let tick = 0; tick < 30; tick++) {
      yield picture(`tick ${tick}`, tick === 13);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const done = pacedPictures(source(), ({ lines }) => {
    shown.push([performance.now() - start, lines[0]!]);
    return true;
  });
  await vi.advanceTimersByTimeAsync(5000);
  await done;
  expect(shown).toEqual([
    [0, 'tick 0'],
    [1000, 'tick 9'],
    [1300, 'tick 13'],
    [2300, 'tick 22'],
    [3300, 'tick 29'],
  ]);
});

it('ends when nobody looks any more', async () => {
  let ended = false;
  async function* source() {
    try {
      for (;;) yield picture('news', true);
    } finally {
      ended = true;
    }
  }
  await pacedPictures(source(), () => false);
  expect(ended).toBe(true);
});
