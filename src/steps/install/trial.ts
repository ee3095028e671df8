import { join } from 'node:path';
import { seal } from '../../render/seal.ts';
import type { System } from '../../system/system.ts';
import { unpackOwn } from '../own-files.ts';
import type { Action, Fault } from '../steps.ts';
import { inquire } from './inquire.ts';
import { stage } from './staged.ts';
import type { Payload } from './system-steps.ts';
import type { Target } from './target.ts';
import { askCache, uplinkFault } from './uplink-check.ts';

/**
 * Works the configuration out without building anything: a mistake in it, or a release that does not know
 * it, shows before a disk is erased; so does a system that the disk has no room for.
 */
export function trialActions(target: Target, { files, release, own }: Payload, diskBytes: number): readonly Action[] {
  return [
    { kind: 'directory', path: stage.trial, mode: 0o700 },
    ...files.map(
      ({ name, text, mode, write }): Action => ({
        kind: 'write',
        path: join(stage.trial, name),
        text: write === 'always' ? seal(text) : text,
        mode,
      }),
    ),
    {
      kind: 'write',
      path: join(stage.trial, 'hardware-configuration.nix'),
      text: hardware(target),
      mode: 0o644,
    },
    ...(own === null ? [] : [unpackOwn(own, stage.trial)]),
    inquire(
      `the configuration holds with NixOS ${release} (takes a minute or two)`,
      (system) => evaluate(system, target, release, diskBytes),
      true,
    ),
  ];
}

/** As much as nixos-generate-config will find out for sure. */
function hardware({ plan }: Target): string {
  const has = (role: string) => plan.partitions.some((partition) => partition.role === role);
  return `{ lib, ... }:

{
  fileSystems."/" = { device = "/dev/disk/by-label/nixos"; fsType = "${plan.fileSystem}"; };
${has('esp') ? '  fileSystems."/boot" = { device = "/dev/disk/by-label/BOOT"; fsType = "vfat"; };\n' : ''}${
  has('swap') ? '  swapDevices = [ { device = "/dev/disk/by-label/swap"; } ];\n' : ''
}  nixpkgs.hostPlatform = lib.mkDefault "x86_64-linux";
}
`;
}

/** An APU2 takes two minutes; a slow line asks the cache for as long again. Milliseconds. */
const patience = 1_200_000;

async function evaluate(system: System, target: Target, release: string, diskBytes: number): Promise<Fault | null> {
  const offline = await askCache(system);
  // a wrong clock is mended before anything else; without the Internet the medium may hold everything
  if (offline?.code === 60) return uplinkFault(system, offline);
  const config = join(stage.trial, 'configuration.nix');
  // the words of nixos-install.sh, so that what holds here holds there
  const words = ['--dry-run', '<nixpkgs/nixos>', '-A', 'system', '-I', `nixos-config=${config}`];
  const args = offline === null ? words : [...words, '--option', 'substitute', 'false'];
  const { code, stdout, stderr } = await system.run('nix-build', args, { timeout: patience });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  if (code !== 0) return refused(lines, code, release);
  if (offline !== null && lines.some(isSource)) return uplinkFault(system, offline);
  return room(lines, target, diskBytes);
}

/** A source that would have to be downloaded before anything is built from it. */
function isSource(line: string): boolean {
  return /^\s*\/nix\/store\/\S+(\.tar(\.\w+)?|\.tgz|\.zip|\.patch|-source)\.drv$/.test(line);
}

/** A file of the trial that naar did not write. */
const ownFile = new RegExp(`${stage.trial}/(?!configuration\\.nix|hardware-configuration\\.nix)\\S+\\.nix`);

function refused(lines: readonly string[], code: number | null, release: string): Fault {
  const evidence = lines.slice(-12);
  if (code === null)
    return {
      problem: 'Working the configuration out did not come to its end.',
      next: 'Most likely memory did not suffice: see dmesg. End other programs, and start naar again.',
      evidence,
    };
  return {
    problem: `NixOS ${release} does not accept the configuration.`,
    next: ownFile.test(evidence.join('\n'))
      ? `The lines above name a file of your own. Mend that in the backup or on the earlier router, or begin without it. The files are in ${stage.trial}.`
      : `The files are in ${stage.trial}. If you did not change the channel of this installer, please report this.`,
    evidence,
  };
}

/** What the medium of the installer has of the system is not fetched but copied from there: about as much as lies on it. */
const fromMedium = 1e9;

/** `these 560 paths will be fetched (310.52 MiB download, 1330.10 MiB unpacked):`; the next system lies beside this one for a while. */
function room(lines: readonly string[], { disk, plan }: Target, diskBytes: number): Fault | null {
  const unpacked = lines.flatMap((line) => /will be fetched \(.*?([\d.]+) MiB unpacked/.exec(line)?.[1] ?? []);
  const needed = unpacked.reduce((sum, mebibytes) => sum + Number(mebibytes), 0) * 2 ** 20 * 2 + fromMedium + 5e8;
  const others = plan.partitions.reduce((sum, { mebibytes }) => sum + (mebibytes ?? 0), 0) * 2 ** 20;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  return needed <= diskBytes - others
    ? null
    : {
        problem: `The system and a later one beside it need ${gigabytes(needed)}; ${disk} has ${gigabytes(diskBytes - others)} for them.`,
        next: 'Choose a larger disk, or less swap.',
      };
}
