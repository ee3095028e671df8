import { describe, expect, it } from 'vitest';
import { trialPictures } from '../../src/commands/countdown.ts';
import type { LivePicture } from '../../src/interview/questions/question.ts';
import type { System } from '../../src/system/system.ts';

/** All pictures of a trial that nobody ends; it takes `back` seconds to take it back. */
async function watch(seconds: number, back = 0): Promise<readonly LivePicture[]> {
  let now = 0;
  const system = {
    now: () => new Date(now),
    readText: async () => (now < (seconds + back) * 1000 ? 'it waits' : null),
    wait: async () => {
      now += 1000;
    },
  } as unknown as System;
  const seen: LivePicture[] = [];
  const { signal } = new AbortController();
  for await (const picture of trialPictures(system, seconds * 1000, 'keep', signal)) seen.push(picture);
  return seen;
}

describe('a trial that is watched', () => {
  it('counts every second, and says at each mark how long there is left', async () => {
    const seen = await watch(130);
    expect(seen).toHaveLength(131);
    expect(seen[70]!.lines).toEqual(['The earlier router comes back in 1:00.']);
    const told = seen.flatMap(({ news }) => news.map((line) => /\d:\d\d/.exec(line)?.[0] ?? line));
    expect(told).toEqual(['2:10', '2:00', '1:00', '0:30', '0:10', 'The trial is over.']);
  });

  it('says once that the earlier router is coming back, and counts no longer, while that goes on', async () => {
    const seen = await watch(20, 5);
    const late = seen.filter(({ lines }) => lines[0]?.startsWith('The time is over'));
    expect(late).toHaveLength(5);
    expect(late.filter(({ news }) => news.length > 0)).toHaveLength(1);
    expect(seen.flatMap(({ lines }) => lines).join()).not.toContain('0:00');
  });

  it('is painted whole after each notice that went to every terminal', async () => {
    const seen = await watch(130);
    const whole = seen.filter(({ afresh }) => afresh).map(({ lines }) => /\d:\d\d/.exec(lines[0] ?? '')?.[0]);
    expect(whole).toEqual(['1:57', '0:57', '0:27', '0:07']);
  });
});
