import { expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';

const home = routers();
const answers = (release: string) =>
  storedAnswers.replace('release: "26.05"', `release: "${release}"\n  stateVersion: "26.05"`);

it.skipIf(noSandbox !== null)(
  'a newer release is built from its channel, and the router follows that once the change is kept',
  () => {
    const router = home.fresh();
    const channel = 'nix/var/nix/profiles/per-user/root/channels/nixos/.version';
    router.write('root/new.yaml', answers('26.11'));
    const said = router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
    expect(said.words).toContain('The NixOS release: 26.05 becomes 26.11.');
    expect(said.status).toBe(0);
    const asked = router.asked();
    expect(asked.find((line) => /^nix-build/.test(line))).toContain(
      '-I nixpkgs=https://channels.nixos.org/nixos-26.11/nixexprs.tar.xz',
    );
    expect(asked.filter((line) => /^nix-channel/.test(line))).toEqual([]);
    expect(router.read(channel).trim()).toBe('26.05');
    expect(router.naar('confirm').status).toBe(0);
    expect(router.read(channel).trim()).toBe('26.11');
    expect(router.read('etc/nixos/configuration.nix')).toContain('system.stateVersion = "26.05"');
  },
);

it.skipIf(noSandbox !== null)('a release that cannot be fetched is not replaced by the one that runs', () => {
  const router = home.fresh();
  const before = router.snapshot();
  router.write('root/new.yaml', answers('26.11'));
  router.fails('channel');
  const { status, words } = router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
  expect(words).toContain('was not found in the Nix search path');
  expect(status).toBe(3);
  expect(router.snapshot()).toEqual(before);
});

it.skipIf(noSandbox !== null)(
  'a channel that could not be followed is followed by the next change, even by none',
  () => {
    const router = home.fresh();
    const channel = 'nix/var/nix/profiles/per-user/root/channels/nixos/.version';
    router.write('root/new.yaml', answers('26.11'));
    router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
    router.fails('nix-channel');
    const kept = router.naar('confirm');
    expect(kept.words).toContain('It could not be fetched. The next change tries that again');
    expect(kept.status).toBe(0);
    expect(router.read(channel).trim()).toBe('26.05');
    router.fails();
    const { status, words } = router.naar('reconfigure', '--yes');
    expect(words).toContain('Nothing changes');
    expect(status).toBe(0);
    expect(router.read(channel).trim()).toBe('26.11');
  },
);

it.skipIf(noSandbox !== null)('an older release is refused', () => {
  const router = home.fresh();
  const before = router.snapshot();
  router.write('root/new.yaml', answers('25.11').replace('stateVersion: "26.05"', 'stateVersion: "25.11"'));
  const { status, words } = router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
  expect(status).toBe(4);
  expect(words).toContain('an older release cannot take over the data of a newer one');
  expect(router.snapshot()).toEqual(before);
});

it.skipIf(noSandbox !== null)(
  'a network in another VLAN: its device is taken away before the switch, there and back',
  () => {
    const router = home.fresh();
    const before = router.snapshot();
    router.write('root/new.yaml', storedAnswers.replace('vlan: 90', 'vlan: 91'));
    expect(router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes').status).toBe(0);
    const order = (lines: readonly string[]) =>
      lines.filter((line) => /^ip link| test /.test(line)).map((line) => line.replace(/^switch.*/, 'switch'));
    expect(order(router.asked())).toEqual(['ip link delete dev iot', 'switch']);
    expect(router.timeOut()).toBe(true);
    expect(order(router.asked())).toEqual(['ip link delete dev iot', 'switch']);
    expect(router.snapshot()).toEqual(before);
  },
);
