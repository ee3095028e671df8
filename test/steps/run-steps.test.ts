import { describe, expect, it } from 'vitest';
import { runSteps, writtenWords } from '../../src/steps/run-steps.ts';
import { type Action, type Step, StepFailure } from '../../src/steps/steps.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';

const file = (path: string): Action => ({ kind: 'write', path, text: `text of ${path}`, mode: 0o640 });
const pathOf = (action: Action) => ('path' in action ? action.path : '');
const steps: readonly Step[] = [
  {
    id: 'files',
    title: 'Files',
    actions: [{ kind: 'directory', path: '/out', mode: 0o755 }, file('/out/a'), file('/out/b')],
  },
  { id: 'more', title: 'More', actions: [file('/out/c\n')] },
];

it('does all actions in order and tells of each before it is done', async () => {
  const system = recordedSystem({});
  const told: string[] = [];
  const progress = await runSteps(steps, system, (step, action) => {
    told.push(`${step.id} ${pathOf(action)} ${system.writes.size}`);
  });
  expect(told).toEqual(['files /out 0', 'files /out/a 0', 'files /out/b 1', 'more /out/c\n 2']);
  expect([...system.writes]).toEqual(
    ['/out/a', '/out/b', '/out/c\n'].map((path) => [path, { text: `text of ${path}`, mode: 0o640 }]),
  );
  expect([...system.directories]).toEqual([['/out', 0o755]]);
  expect([progress.done.length, progress.left]).toEqual([4, []]);
});

describe('told to stop', () => {
  it.each([
    ['/out', 1, 'Nothing was written.'],
    ['/out/b', 3, 'Written: /out/a, /out/b. Not written: /out/c\\u{a}.'],
  ])('in the middle of %s: that is finished, no more is begun', async (path, count, words) => {
    const stop = new AbortController();
    const progress = await runSteps(
      steps,
      recordedSystem({}),
      (_, action) => {
        if (pathOf(action) === path) stop.abort();
      },
      stop.signal,
    );
    expect([progress.done.length, progress.left.length]).toEqual([count, 4 - count]);
    expect(writtenWords(progress)).toBe(words);
  });

  it('before it began: nothing is done', async () => {
    const system = recordedSystem({});
    const progress = await runSteps(steps, system, () => {}, AbortSignal.abort());
    expect(progress.done).toEqual([]);
    expect([system.writes.size, system.directories.size]).toEqual([0, 0]);
  });
});

describe('an action that fails', () => {
  const failing = (path: string, error: Error) => {
    const system = recordedSystem({});
    const write: typeof system.write = async (at, text, mode) => {
      if (at === path) throw error;
      return system.write(at, text, mode);
    };
    return runSteps(steps, { ...system, write }, () => {}).catch((caught: unknown) => caught);
  };

  it('names its step, the reason, what is written and what is not', async () => {
    const failure = await failing('/out/b', new SystemFailure('ENOSPC', '/out/b cannot be written: the disk is full.'));
    expect(failure).toBeInstanceOf(StepFailure);
    expect(failure).toMatchObject({
      step: 'files',
      message: '/out/b cannot be written: the disk is full.',
      next: 'Written: /out/a. Not written: /out/b, /out/c\\u{a}.\nMend that and run the same command again.',
    });
  });

  it('of its own making is no failure of the machine', async () => {
    const bug = new TypeError('not a function');
    expect(await failing('/out/a', bug)).toBe(bug);
  });
});
