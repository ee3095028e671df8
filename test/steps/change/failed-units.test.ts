import { expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';
import type { RouterRoot } from './router-root.ts';

const home = routers();

/** A router where some units are in no good state, and answers that change something else. */
function ailing(...ill: string[]): RouterRoot {
  const router = home.fresh();
  router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
  router.write('fake/ill', ill.map((line) => `${line}\n`).join(''));
  return router;
}

const change = (router: RouterRoot) => router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
const own = 'own.service failed failed';

it.skipIf(noSandbox !== null)('units that fail before the change and behind it do not take it back', () => {
  const router = ailing(own, 'pppd-wan.service activating auto-restart');
  const { status, words } = change(router);
  expect(words).toContain(
    'Failed before the switch, and fails again, which is no reason to go back: own.service, pppd-wan.service.',
  );
  expect(status).toBe(0);
  expect(router.naar('confirm').status).toBe(0);
  expect(router.snapshot()['etc/nixos/answers.yaml']).toContain('hostName: gate');
});

it.skipIf(noSandbox !== null).each([
  ['once where all else is well', 'none', 1],
  ['three times where something else is not', 'reload-back', 3],
])('units that fail before the change: it is switched back %s', (_, point, times) => {
  const router = ailing(own);
  const before = router.snapshot();
  expect(change(router).status).toBe(0);
  router.asked();
  router.fails(point);
  expect(router.timeOut()).toBe(true);
  expect(router.asked().filter((line) => /^switch-to-configuration .* test/.test(line))).toHaveLength(times);
  expect(router.snapshot()).toEqual(before);
});

it.skipIf(noSandbox !== null)('units of a user do not take it back', () => {
  const router = ailing();
  router.fails('user');
  const { status, words } = change(router);
  expect(words).not.toContain('no reason to go back');
  expect(status).toBe(0);
});

it.skipIf(noSandbox !== null).each([
  ['fails', 'stc-test', 'Not started: unbound.service. The earlier router is back.'],
  ['is not reloaded', 'reload', 'Not reloaded: nftables.service. The earlier router is back.'],
  [
    'does not matter, and neither do those before, where the activation fails',
    'activation',
    'configuration failed. The earlier router is back.',
  ],
])('another unit that %s does take it back, and it alone is named', (_, point, told) => {
  const router = ailing(own);
  const before = router.snapshot();
  router.fails(point);
  const { status, words } = change(router);
  expect(words).toContain(told);
  expect(status).toBe(3);
  expect(router.snapshot()).toEqual(before);
});
