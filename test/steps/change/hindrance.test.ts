import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atStartWords } from '../../../src/commands/switch-refusal.ts';
import { noSandbox } from '../no-sandbox.ts';
import { otherAnswers, routers, storedAnswers } from './program.ts';
import type { RouterRoot } from './router-root.ts';

const home = routers();
const other = 'Other-77be';

/** A router whose answers file asks for another VLAN. */
function changing(answers = storedAnswers.replace('vlan: 90', 'vlan: 91')): RouterRoot {
  const router = home.fresh();
  router.write('root/new.yaml', answers);
  return router;
}

const change = (router: RouterRoot) =>
  router.naarWith({ LINE: other }, 'reconfigure', '--answers', '/root/new.yaml', '--yes');

const untouched = /^(mv|ip|systemd-run|switch-to-configuration .* test)\b/;

describe.skipIf(noSandbox !== null)('a system that cannot be switched to', () => {
  const atStart =
    /cannot take over from the running one: (.*)\. Nothing was changed\. .* --set (\S+) .* boot && sudo reboot/;
  const now = /cannot be switched to now\. (.*) Nothing was changed\. What it said: .* then try again\./;

  it.each([
    ['a part that cannot be exchanged while it runs', 'inhibit', atStart, 'dbus-implementation: dbus becomes broker'],
    ['an init of another kind', 'init', atStart, 'its init is of another kind'],
    ['a check of its own', 'own-check', now, 'Its check "ownCheck" refuses the switch.'],
    ['another switch that goes on', 'busy', now, 'Another switch is going on.'],
  ])('for %s is refused before anything is touched', (_, point, told, why) => {
    const router = changing();
    const before = router.snapshot();
    router.fails(point);
    const { status, words } = change(router);
    expect(told.exec(words)?.[1]).toBe(why);
    expect(status).toBe(4);
    expect(router.asked().filter((line) => untouched.test(line))).toEqual([]);
    expect(router.snapshot()).toEqual(before);
    router.fails();
    expect(change(router).status).toBe(0);
  });

  it('for another program of D-Bus, where the running system has no inhibitor of it', () => {
    const router = changing();
    const bus = `${router.snapshot()['run/current-system']}/etc/systemd/system/dbus.service`.slice(1);
    router.remove(bus);
    router.write(bus, '');
    const { status, words } = change(router);
    expect(atStart.exec(words)?.[1]).toBe('its D-Bus is dbus-broker, and dbus-daemon runs');
    expect(status).toBe(4);
    expect(router.asked().filter((line) => untouched.test(line))).toEqual([]);
  });

  it('any more when it is tried: no device is taken away for it', () => {
    const router = changing();
    const before = router.snapshot();
    router.fails('inhibit-late');
    const { status, words } = change(router);
    expect(words).toMatch(
      /from the running one: dbus-implementation: dbus becomes broker\. The earlier router is back\./,
    );
    expect(words).toContain('boot && sudo reboot Then once more');
    expect(status).toBe(3);
    expect(router.snapshot()).toEqual(before);
    const deleted = () => router.asked().filter((line) => /^ip link delete/.test(line)).length;
    expect(deleted()).toBe(0);
    router.fails();
    expect(change(router).status).toBe(0);
    expect(deleted()).toBeGreaterThan(0);
  });

  it('of an earlier set has the names that are told', () => {
    const router = changing();
    const first = router.snapshot()['run/current-system'];
    expect(change(router).status).toBe(0);
    expect(router.naar('confirm').status).toBe(0);
    router.fails('inhibit');
    const { status, words } = router.naar('rollback', '1', '--yes');
    expect(status).toBe(4);
    const link = atStart.exec(words)?.[2] ?? '';
    expect(readlinkSync(join(router.path, link))).toBe(first);
    expect(router.read('var/lib/naar/build/answers.yaml')).toContain('vlan: 90');
  });
});

it.skipIf(noSandbox !== null)(
  'what is told brings a release that only starts with the box, with its files and its channel',
  () => {
    const router = changing(storedAnswers.replace('release: "26.05"', 'release: "26.11"\n  stateVersion: "26.05"'));
    router.fails('inhibit');
    const { words } = change(router);
    const told =
      /sudo (nix-env \S+ \S+ \\ --set \S+) sudo (\S+ boot) && sudo reboot .* sudo naar (reconfigure .*\.yaml)/;
    const [, profile = '', boot = '', again = ''] = told.exec(words) ?? [];
    for (const command of [profile, boot])
      expect(router.run('sh', '-c', command.replace('\\ ', ''))).toMatchObject({ status: 0 });
    router.fails();
    router.restart();
    expect(router.read('fake/boot-default')).toMatch(/-26\.11\n$/);
    const done = router.naar(...again.split(' '));
    expect(done.words).toContain('The files are written.');
    expect(done.status).toBe(0);
    expect(router.read('etc/nixos/answers.yaml')).toContain('release: "26.11"');
    expect(router.read('nix/var/nix/profiles/per-user/root/channels/nixos/.version').trim()).toBe('26.11');
  },
);

it.skipIf(noSandbox !== null)('a unit with a new password is started anew where the switch would not', () => {
  const router = changing(otherAnswers);
  router.write('fake/not-stopped', 'pppd-wan.service');
  const { status, words } = change(router);
  expect(words).toContain('The switch will NOT stop the following changed units: pppd-wan.service');
  expect(status).toBe(0);
  expect(router.asked()).toContain('systemctl try-restart pppd-wan.service');
  expect(router.snapshot()['fake/dialled']).toContain(other);
});

it('what is told to be typed fits a line of the wizard, where it stands further in', () => {
  const typed = atStartWords.split('\n').filter((line) => line.startsWith('  '));
  expect(typed.length).toBeGreaterThan(4);
  for (const line of typed) expect(`${line} *`.length, line).toBeLessThan(79);
});
