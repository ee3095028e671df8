import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers } from './program.ts';

const home = routers();

/** Bytes that no text holds. */
const binary = Buffer.from([0x61, 0xff, 0x00, 0xfe, 0x0d, 0x0a, 0x80]);

it.skipIf(noSandbox !== null)('naar backup holds all that cannot be made anew, byte for byte, for root only', () => {
  const router = home.fresh();
  const at = (name: string) => join(router.path, name);
  router.write('etc/nixos/local.nix', '{ ... }:\n{\n  imports = [ ./mine/a.nix ];\n}\n');
  router.write('etc/nixos/mine/a.nix', '{ }');
  writeFileSync(at('etc/nixos/mine/key.age'), binary);
  mkdirSync(at('etc/nixos/.git/refs'), { recursive: true });
  router.write('root/elsewhere.nix', '{ }\n# elsewhere\n');
  symlinkSync('/root/elsewhere.nix', at('etc/nixos/linked.nix'));
  symlinkSync('/stand-ins', at('etc/nixos/result'));
  symlinkSync('/nowhere', at('etc/nixos/broken'));
  for (const name of ['ssh_host_ed25519_key', 'ssh_host_ed25519_key.pub', 'ssh_config'])
    router.write(`etc/ssh/${name}`, `${name}\n`, 0o600);
  const before = router.snapshot();
  const { status, words } = router.naar('backup', '/root/router.tgz');
  expect(words).toContain('holds the answers, passwords, SSH host keys and your own files');
  for (const name of ['broken', 'result'])
    expect(words).toContain(`Left out, for it is a link to a directory or to nothing: /etc/nixos/${name}`);
  expect(words).not.toContain('changed by hand');
  expect(status).toBe(0);
  expect(router.snapshot()).toEqual(before);
  expect(statSync(at('root/router.tgz')).mode & 0o777).toBe(0o600);
  mkdirSync(at('root/out'));
  const listed = execFileSync('tar', ['-xvzf', at('root/router.tgz'), '-C', at('root/out')], { encoding: 'utf8' });
  expect(listed.trim().split('\n').sort()).toEqual([
    'etc/naar/secrets/',
    'etc/naar/secrets/pppoe-password',
    'etc/naar/secrets/pppoe.options',
    'etc/nixos/.git/',
    'etc/nixos/.git/refs/',
    'etc/nixos/answers.yaml',
    'etc/nixos/configuration.nix',
    'etc/nixos/irq-tuning.sh',
    'etc/nixos/linked.nix',
    'etc/nixos/local.nix',
    'etc/nixos/mine/',
    'etc/nixos/mine/a.nix',
    'etc/nixos/mine/key.age',
    'etc/ssh/ssh_host_ed25519_key',
    'etc/ssh/ssh_host_ed25519_key.pub',
  ]);
  expect(readFileSync(at('root/out/etc/nixos/mine/key.age')).equals(binary)).toBe(true);
  for (const name of ['etc/nixos/local.nix', 'etc/nixos/answers.yaml', 'etc/naar/secrets/pppoe-password'])
    expect(router.read(`root/out/${name}`), name).toBe(router.read(name));
  expect(router.read('root/out/etc/nixos/linked.nix')).toBe('{ }\n# elsewhere\n');
});

it.skipIf(noSandbox !== null)(
  'lines of configuration.nix that an installation would lose are said, with the way',
  () => {
    const router = home.fresh();
    router.write('etc/nixos/configuration.nix', `${router.read('etc/nixos/configuration.nix')}# mine\n`);
    const { status, words } = router.naar('backup', '/root/router.tgz');
    expect(status).toBe(0);
    expect(words).toContain('configuration.nix was changed by hand.');
    expect(words).toContain('naar reconfigure --edited local');
    expect(router.naar('backup', '/root/router.tgz')).toMatchObject({
      status: 4,
      words: expect.stringContaining('is there already'),
    });
  },
);
