import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { atEachCall, type Blow, fromSavingOn, recover, stride } from './blows.ts';
import { otherAnswers, routers } from './program.ts';
import type { RouterRoot, Snapshot } from './router-root.ts';

const home = routers();
const reconfigure = (router: RouterRoot, env = {}) =>
  router.naarWith({ LINE: 'Other-77be', ...env }, 'reconfigure', '--answers', '/root/new.yaml', '--yes');

const blows: readonly Blow[] = [
  { when: 'before', kind: 'process' },
  { when: 'before', kind: 'power' },
  { when: 'within', kind: 'process' },
  { when: 'within', kind: 'power' },
];

let idle: RouterRoot;
let waiting: RouterRoot;
let old: Snapshot;
let kept: Snapshot;
let points = 0;

beforeAll(() => {
  idle = home.fresh();
  idle.write('root/new.yaml', otherAnswers.replace('vlan: 90', 'vlan: 91'));
  old = idle.snapshot();
  waiting = home.fresh(idle);
  expect(reconfigure(waiting).status).toBe(0);
  const confirmed = home.fresh(waiting);
  expect(confirmed.naar('confirm').status).toBe(0);
  kept = confirmed.snapshot();
});
afterAll(() =>
  console.log(
    `Killed at ${points} points${stride === 1 ? '' : ' (NAAR_ALL_POINTS=1 tries four times as many)'}; each time the router was whole again.`,
  ),
);

const names = blows.map((blow) => [`${blow.kind}, ${blow.when} each call`, blow] as const);

describe.skipIf(noSandbox !== null)('killed while it reconfigures, the earlier router is back', () => {
  it.each(names)(
    '%s',
    (_, blow) => {
      points += atEachCall(
        idle,
        blow,
        (router) => reconfigure(router),
        (router, call) => {
          recover(router, blow.kind);
          expect(router.snapshot(), call).toEqual(old);
        },
      );
    },
    1_800_000,
  );

  it.each(['process', 'power'] as const)(
    '%s, at each file that is written',
    (kind) => {
      for (let file = 1; ; file += stride) {
        const router = idle.copy();
        try {
          const env = { PRELOAD: '/project/test/at-write.ts', NAAR_TEST_AT: String(file), NAAR_TEST_SIGNAL: 'SIGKILL' };
          if (reconfigure(router, env).status === 0) break;
          points += 1;
          recover(router, kind);
          expect(router.snapshot(), `file ${file}`).toEqual(old);
        } finally {
          router.dispose();
        }
      }
    },
    1_800_000,
  );
});

it.skipIf(noSandbox !== null).each(names)(
  'killed while it is confirmed, it is the old router or the new one, whole: %s',
  (_, blow) => {
    let marked = 0;
    points += atEachCall(
      waiting,
      blow,
      (router) => router.naar('confirm'),
      (router, call) => {
        const confirmed = router.has('var/lib/naar/pending/confirmed') || !router.has('var/lib/naar/pending');
        marked += confirmed ? 1 : 0;
        recover(router, blow.kind);
        expect(router.snapshot(), call).toEqual(confirmed ? kept : old);
      },
    );
    expect(marked).toBeGreaterThan(1);
  },
  1_800_000,
);

it.skipIf(noSandbox !== null).each(names)(
  'killed while it goes back, the earlier router comes back at the next try: %s',
  (_, blow) => {
    points += atEachCall(
      waiting,
      blow,
      (router) => router.timeOut(),
      (router, call) => {
        recover(router, blow.kind);
        expect(router.snapshot(), call).toEqual(old);
      },
      fromSavingOn,
    );
  },
  1_800_000,
);

it.skipIf(noSandbox !== null).each(names)(
  'killed while a start takes it back, the next start does: %s',
  (_, blow) => {
    points += atEachCall(
      waiting,
      blow,
      (router) => router.restart(),
      (router, call) => {
        router.restart();
        expect(router.snapshot(), call).toEqual(old);
      },
    );
  },
  1_800_000,
);
