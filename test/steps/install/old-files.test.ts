import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostKeysOn, ownOn, placeOn } from '../../../src/steps/install/old-files.ts';
import { realSystem } from '../../../src/system/real.ts';
import { noSandbox } from '../no-sandbox.ts';

const system = realSystem();
let folder: string;
let root: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'naar-old-files-'));
  root = join(folder, 'look');
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const link = (path: string, target: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
};

/** What goes along, by name, and what is said of the rest. */
async function carried() {
  const { thing, lost } = await ownOn(system, root);
  expect(existsSync('/run/naar/install/carried')).toBe(false);
  const out = join(folder, 'out');
  mkdirSync(out);
  if (thing !== null)
    execFileSync('tar', ['--extract', '--gzip', '--directory', out], { input: Buffer.from(thing.reveal(), 'base64') });
  const names = execFileSync('find', [out, '-mindepth', '1', '-type', 'f', '-printf', '%P\\n'], { encoding: 'utf8' });
  const files = names.trim().split('\n').sort();
  return { files: Object.fromEntries(files.map((name) => [name, readFileSync(join(out, name), 'utf8')])), lost };
}

describe.skipIf(noSandbox !== null)('the own files of a router that is read from its disk', () => {
  it('links are followed on that disk: absolute, relative, in a row, through a directory that is one', async () => {
    // where the links would lead in the system that reads
    const decoy = join(folder, 'mine/local.nix');
    mkdirSync(dirname(decoy));
    writeFileSync(decoy, 'decoy');
    file(decoy, 'mine');
    link('etc/nixos/local.nix', decoy);
    file('home/me/two.nix', 'two');
    link('home/me/next', '../me/two.nix');
    link('etc/nixos/deep/two.nix', '/home/me/next');
    link('data', 'home/me');
    link('etc/nixos/three.nix', '../../data/two.nix');
    // no further up than the root of that disk
    file('mine/local.nix', 'below');
    link('etc/nixos/four.nix', '../../../mine/local.nix');
    link('etc/nixos/five.nix', '/data/../me/two.nix');
    file('etc/nixos/plain.nix', 'plain');
    file('etc/nixos/deep/plain.nix', 'deep');
    file('etc/nixos/answers.yaml', 'not mine');
    link('etc/nixos/configuration.nix', '/nowhere');
    expect(await carried()).toEqual({
      files: {
        'local.nix': 'mine',
        'deep/two.nix': 'two',
        'three.nix': 'two',
        'four.nix': 'below',
        'five.nix': 'two',
        'plain.nix': 'plain',
        'deep/plain.nix': 'deep',
      },
      lost: [],
    });
  });

  it('what leads nowhere on it is said, and the rest goes along', async () => {
    writeFileSync(join(folder, 'here.nix'), 'decoy');
    link('etc/nixos/local.nix', join(folder, 'here.nix'));
    link('etc/nixos/round.nix', 'round.nix');
    link('etc/nixos/modules', '/home/me');
    file('home/me/much', 'much');
    file('etc/nixos/plain.nix', 'plain');
    expect(await carried()).toEqual({
      files: { 'plain.nix': 'plain' },
      lost: [
        `/etc/nixos/local.nix does not go along: it is a link to ${folder}/here.nix, which is not on that disk.`,
        '/etc/nixos/modules does not go along: it is a link to /home/me, which is a directory.',
        '/etc/nixos/round.nix does not go along: it is a link to itself.',
      ],
    });
  });

  it('a folder that is a link itself is found, and one without links goes as it is', async () => {
    file('home/me/router/local.nix', 'mine');
    link('etc/nixos', '/home/me/router');
    expect(await placeOn(system, root, '/etc/nixos/answers.yaml')).toBe(join(root, 'home/me/router/answers.yaml'));
    expect(await carried()).toEqual({ files: { 'local.nix': 'mine' }, lost: [] });
  });

  it('host keys are found behind their links, and one that is not there is said', async () => {
    file('persist/key', 'private');
    link('etc/ssh/ssh_host_ed25519_key', '/persist/key');
    link('etc/ssh/ssh_host_rsa_key', '/persist/none');
    link('etc/ssh/ssh_config', '/etc/static/ssh_config');
    const { thing, lost } = await hostKeysOn(system, root);
    expect(thing.map(({ name, value }) => [name, value.reveal()])).toEqual([['ssh_host_ed25519_key', 'private']]);
    expect(lost).toEqual([
      '/etc/ssh/ssh_host_rsa_key does not go along: it is a link to /persist/none, which is not on that disk.',
    ]);
  });
});
