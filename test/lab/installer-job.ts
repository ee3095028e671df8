import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabDisk } from './disks.ts';
import { planted, targetDisk } from './guest/installer.ts';
import { projectRoot } from './image.ts';
import { type Job, program, text } from './pack-job.ts';
import type { RouterSource } from './scenario.ts';

/** The disk that is installed on, and another one that nobody may touch. */
export const installerDisks: readonly LabDisk[] = [
  { serial: 'naar-target', mebibytes: 8192 },
  { serial: 'naar-other', mebibytes: 64, filled: true },
];

/** The post's router on the disk of the lab, with this key and other text in place of some. */
export function installable(key: string, hostName: string, more = ''): RouterSource & { answers: { text: string } } {
  const post = readFileSync(join(projectRoot, 'test', 'scenarios', 'edpnet', 'answers.yaml'), 'utf8');
  const lab: readonly (readonly [RegExp, string])[] = [
    [/ssh-ed25519 .*/, key],
    [/hostName: router/, `hostName: ${hostName}`],
    [/device: .*/, `device: ${targetDisk}\n  swap: 256M`],
    // the lab has no root servers to ask
    [/devices:\n/, `dns: { upstream: isp }\n\n${more}devices:\n`],
  ];
  const answers = lab.reduce((words, [old, instead]) => words.replace(old, () => instead), post);
  return { answers: { text: answers }, machine: 'apu2', secrets: { 'pppoe-password': `${planted}\n` } };
}

/**
 * What makes the guest the NixOS installer, with answers to install from: its os-release and channel, and the stand-ins
 * that installations on loop disks are tested with for what only NixOS has.
 */
export function installerJob({ answers }: ReturnType<typeof installable>): Job {
  return {
    'root/etc/os-release': text('NAME=NixOS\nID=nixos\nVERSION_ID="26.05"\nVARIANT_ID=installer\n'),
    'root/nix/var/nix/profiles/per-user/root/channels/nixos/.version': text('26.05'),
    'answers/router.yaml': text(answers.text),
    'answers/pppoe-password': { content: `${planted}\n`, mode: 0o600 },
    ...copied('test/steps/install', ['disk-content.ts']),
    ...copied(
      'test/steps/install/commands',
      ['curl', 'gate', 'nix-build', 'nix-channel', 'nixos-generate-config', 'nixos-install'],
      program,
    ),
    // what the stand-in for nix-build works a configuration out with
    ...copied(
      'test/nixos',
      readdirSync(join(projectRoot, 'test/nixos')).filter((name) => name.endsWith('.nix')),
    ),
  };
}

/** Files of the project where they are in the project. */
function copied(folder: string, names: readonly string[], as: typeof program | typeof text = text): Job {
  return Object.fromEntries(
    names.map((name) => [`project/${folder}/${name}`, as(readFileSync(join(projectRoot, folder, name), 'utf8'))]),
  );
}
