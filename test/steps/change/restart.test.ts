import { beforeAll, describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { atEachCall } from './blows.ts';
import { otherAnswers, routers } from './program.ts';
import type { RouterRoot, Snapshot } from './router-root.ts';

const home = routers();
const change = (router: RouterRoot) =>
  router.naarWith({ LINE: 'Other-77be' }, 'reconfigure', '--answers', '/root/new.yaml', '--yes');

let waiting: RouterRoot;
let old: Snapshot;
let kept: Snapshot;
beforeAll(() => {
  const idle = home.fresh();
  idle.write('root/new.yaml', otherAnswers);
  old = idle.snapshot();
  waiting = home.fresh(idle);
  expect(change(waiting).status).toBe(0);
  const confirmed = home.fresh(waiting);
  expect(confirmed.naar('confirm').status).toBe(0);
  kept = confirmed.snapshot();
});

// "fake/boot-unit" of a snapshot says whether it was started; a login password that goes back: lifeline.test.ts
describe.skipIf(noSandbox !== null)(
  'a switch behind a restart does not wait for the boot unit, which waits for it',
  () => {
    it('when the power went while it was made the one that boots', () => {
      const cut = atEachCall(
        waiting,
        { when: 'before', kind: 'power' },
        (router) => router.naar('confirm'),
        (router, call) => {
          router.restart();
          expect(router.snapshot(), call).toEqual(kept);
        },
        (calls, index) => /^nix-env|^switch-to-configuration .* boot/.test(calls[index] ?? ''),
      );
      expect(cut).toBe(2);
    });

    it('when the boot unit itself was cut off, and somebody takes the change back', () => {
      const cut = atEachCall(
        waiting,
        { when: 'before', kind: 'process' },
        (router) => router.restart(),
        (router, call) => {
          // its conditions hold still, or it has ended
          expect(router.naar('rollback'), call).toMatchObject({ status: 0 });
          expect(router.snapshot(), call).toEqual(old);
        },
        (calls, index) =>
          /^(touch .*\/(armed|rebooted|unread)|rm -f \/etc\/naar\/secrets\/.*)$/.test(calls[index] ?? ''),
      );
      expect(cut).toBe(4);
    });
  },
);

it.skipIf(noSandbox !== null)('the boot unit leaves a change alone that somebody is at', () => {
  const router = home.fresh(waiting);
  router.remove('run/naar/armed');
  const before = router.snapshot();
  const boot = '/bin/sh /var/lib/naar/pending/settle.sh boot';
  expect(router.run('sh', '-c', `exec 8> /run/naar/settle.lock; flock 8; timeout 8 ${boot} 8>&-`)).toMatchObject({
    status: 0,
  });
  expect(router.snapshot()).toEqual(before);
});

describe.skipIf(noSandbox !== null)(
  'where each start brings a third system, beside which the earlier one does not start',
  () => {
    /** Time runs out on such a router. */
    function restarting(...points: string[]): RouterRoot {
      const router = home.fresh(waiting);
      const third = '/nix/store/third-nixos-system-router-26.05';
      router.run('cp', '-a', old['run/current-system']!, third);
      router.run('ln', '-sfnT', third, '/nix/var/nix/profiles/system');
      router.write('fake/boot-default', `${third}\n`);
      router.fails('stc-test-early', ...points);
      router.timeOut();
      return router;
    }
    /** The router restarts if it was told to; whether it was. */
    function restarts(router: RouterRoot): boolean {
      const told = router.has('fake/rebooted');
      router.remove('fake/rebooted');
      if (told) router.restart();
      return told;
    }

    it('the second restart brings the earlier one', () => {
      const router = restarting();
      expect(restarts(router)).toBe(true);
      expect(router.read('fake/boot-default')).toBe(old['fake/boot-default']);
      expect(restarts(router)).toBe(true);
      expect(router.snapshot()).toEqual(old);
      expect(restarts(router)).toBe(false);
    });

    it('and the boot loader cannot be told either: there is no third restart, and the person may try again', () => {
      const router = restarting('stc-boot');
      expect([restarts(router), restarts(router), restarts(router)]).toEqual([true, true, false]);
      expect(router.has('var/lib/naar/pending')).toBe(true);
      router.fails();
      expect(router.naar('rollback')).toMatchObject({ status: 0 });
      expect(router.snapshot()).toMatchObject({
        'run/current-system': old['run/current-system'],
        'var/lib/naar/pending': 'none',
      });
    });
  },
);
