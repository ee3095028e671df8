import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { naar, sh, start, until } from './guest.ts';
import { moveFarEnd } from './wires.ts';

/** The password that the answers of an installation bring along; it is looked for afterwards. */
export const planted = 'Pl4nted-L1ne-9f2c';

/** The disk that is installed on; `installation` in the job says the same to naar. */
export const targetDisk = '/dev/disk/by-id/virtio-naar-target';

/** What a run of naar came to. */
export type Outcome = { readonly code: number; readonly said: string; readonly seconds: number };

/** Programs that only the NixOS installer has, and the gate in front of those that change a disk. */
const commands = '/lab/job/project/test/steps/install/commands';
const gated = [
  ...['wipefs', 'sfdisk', 'udevadm', 'mkfs.ext4', 'mkswap', 'mount', 'umount', 'swapon', 'swapoff'],
  ...['nixos-generate-config', 'nix-store', 'nixos-install', 'sync', 'rm', 'install', 'cp', 'dd'],
];
/** Where what naar starts is found in the installer. */
export const path = `/run/box/bin:${commands}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;

/** The guest becomes the installer: os-release and channel come with the job, the stand-ins get their folder, these cables lead away. */
export function becomeInstaller(cables: readonly number[] = [1, 2, 3]): void {
  sh(`mkdir -p /run/box/bin /run/box/out/fat /run/lab; echo 0 >/run/box/count; : >/run/box/commands; echo 0.5 >/run/box/pace
    for name in ${gated.join(' ')}; do ln -s ${commands}/gate /run/box/bin/$name; done`);
  for (const cable of cables) moveFarEnd(cable, `away${cable}`);
}

/** Runs `naar install` with these words as its user would, to its end. `watch` is called over and over meanwhile. */
export async function install(words: string, watch: () => void = () => {}): Promise<Outcome> {
  const outcome = await installUntil(words, () => {
    watch();
    return false;
  });
  if (outcome === null) throw new Error('it was left alone');
  return outcome;
}

/** The same until a moment comes: then it is left alone, and null is given. */
export async function installUntil(words: string, reached: () => boolean): Promise<Outcome | null> {
  const began = Date.now();
  sh('rm -f /run/lab/install.log /run/lab/install.status');
  start('install', null, `PATH=${path} HOME=/root ${naar} install ${words}; echo $? >/run/lab/install.status`);
  const end = await until(900, () => {
    if (reached()) return 'reached';
    return existsSync('/run/lab/install.status') && readFileSync('/run/lab/install.status', 'utf8').trim();
  });
  if (end === 'reached') return null;
  const said = readFileSync('/run/lab/install.log', 'utf8');
  return { code: Number(end), said, seconds: Math.round((Date.now() - began) / 1000) };
}

/** The words that begin an installation with the answers of the job. */
export const begin = '--answers /lab/job/answers/router.yaml --yes';

/** Arguments and environments of everything that runs and shows the password. */
export function passwordOnView(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((process) =>
      ['cmdline', 'environ'].flatMap((file) => {
        try {
          const text = readFileSync(`/proc/${process}/${file}`, 'utf8');
          return text.includes(planted) ? [text.replaceAll('\0', ' ')] : [];
        } catch {
          // it has ended meanwhile
          return [];
        }
      }),
    );
}

/** Files below these places that hold the password, and the journal where it does. */
export function passwordKept(...places: readonly string[]): readonly string[] {
  const files = sh(`grep -rlaF '${planted}' ${places.join(' ')} 2>/dev/null; true`, 300);
  const journal = sh(`journalctl --boot | grep -cF '${planted}'; true`, 120).trim();
  return [...files.split('\n').filter((line) => line !== ''), ...(journal === '0' ? [] : ['the journal'])].sort();
}
