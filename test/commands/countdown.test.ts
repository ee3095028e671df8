import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { trialQuestion } from '../../src/commands/change-questions.ts';
import { countDown, trialPictures } from '../../src/commands/countdown.ts';
import type { LivePicture } from '../../src/interview/questions/question.ts';
import type { System } from '../../src/system/system.ts';
import { openPlain } from '../../src/ui/plain/plain-front-end.ts';

/** A router on trial for so many seconds that nobody ends; it takes `back` seconds to take it back. */
function onTrial(seconds: number, back: number): System {
  let now = 0;
  return {
    now: () => new Date(now),
    readText: async () => (now < (seconds + back) * 1000 ? 'it waits' : null),
    list: async () => (now < (seconds + back) * 1000 ? [] : ['2026-11-29T12-00-00-taken-back']),
    run: async () => ({ code: 0, stdout: '/nix/store/old', stderr: '' }),
    start: async () => ({ ended: Promise.resolve({ code: 0 }) }),
    wait: () => {
      now += 1000;
      return new Promise(setImmediate);
    },
  } as unknown as System;
}

/** All pictures of such a trial. */
async function watch(seconds: number, back = 0): Promise<readonly LivePicture[]> {
  const seen: LivePicture[] = [];
  const { signal } = new AbortController();
  const pictures = trialPictures(onTrial(seconds, back), seconds * 1000, 'keep', signal);
  for await (const picture of pictures) seen.push(picture);
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

const late = 'The time is over: the earlier router is coming back. Wait a moment.';

describe('a trial on plain lines', () => {
  it('naar reconfigure counts down, says once that the time is over, and then how it ended', async () => {
    let said = '';
    const write = (text: string) => {
      said += text;
    };
    const seat = { write, paints: true, answers: true };
    expect(await countDown(onTrial(3, 5), 3000, seat, new PassThrough())).toBe('back');
    const clocks = [...said.matchAll(/comes back in (\d:\d\d)/g)].map(([, clock]) => clock);
    expect(clocks).toEqual(['0:02', '0:01']);
    expect(said.split(`\n${late}\n`)).toHaveLength(2);
    expect(said.indexOf(late)).toBeGreaterThan(said.lastIndexOf('comes back in'));
  });

  it.each([
    ['k', 'kept', 'Keeping it: '],
    ['b', 'back', 'Bringing the earlier router back: '],
  ])('naar reconfigure, told %s, says at once what it does', async (letter, end, words) => {
    let said = '';
    const input = new PassThrough();
    input.write(`${letter}\n`);
    const seat = { write: (text: string) => (said += text), paints: true, answers: true };
    expect(await countDown(onTrial(60, 5), 60_000, seat, input)).toBe(end);
    expect(said).toContain(`\n${words}`);
  });

  it('the wizard in plain lines says it too', async () => {
    let said = '';
    const write = (text: string) => {
      said += text;
    };
    const input = new PassThrough() as unknown as NodeJS.ReadStream;
    const plain = openPlain({ input, interactive: true, write, hide: async () => {} });
    const place = { step: 1, of: 1, title: 'On trial', canGoBack: false };
    const system = onTrial(20, 5);
    const live = (_: unknown, signal: AbortSignal) => trialPictures(system, 20_000, 'keep', signal);
    void plain.ask(trialQuestion([]), place, { objection: () => null, live });
    await expect.poll(() => said).toContain('The trial is over.');
    expect(said.split(`\n${late}\n`)).toHaveLength(2);
    await plain.close();
  });
});
