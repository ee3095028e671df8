import { afterAll, beforeAll, expect, it } from 'vitest';
import { noLoopDisk } from '../no-sandbox.ts';
import { type Installer, openInstaller } from './installer.ts';
import { type KillPoint, killAndGoOn, runUndisturbed, type Undisturbed } from './kill-points.ts';
import { full } from './matrix.ts';

const wish = { filesystem: 'ext4', swap: '64M' } as const;
let box: Installer;
let undisturbed: Undisturbed;
let tried = 0;

beforeAll(
  async () => {
    box = await openInstaller({ firmware: 'bios', disks: [8, 0.032] });
    undisturbed = await runUndisturbed(box, wish);
  },
  full ? 900_000 : 240_000,
);
afterAll(async () => {
  await box?.close();
  console.log(`Kill matrix: ${tried} points tried${full ? '' : '; INSTALL_MATRIX=full tries all of them'}.`);
});

it.skipIf(noLoopDisk !== null)('does what a dry run prints, in that order', async () => {
  expect(undisturbed.commands.map((line) => line.split(' ')[0])).toEqual([
    ...['umount', 'swapoff', 'wipefs', 'sfdisk', 'udevadm'],
    ...['umount', 'swapoff', 'mkfs.ext4', 'mkswap', 'udevadm'],
    ...['umount', 'swapoff', 'mount', 'swapon'],
    ...['nixos-generate-config', 'nix-store', 'nixos-install', 'sync'],
    ...['install', 'rm', 'umount', 'swapoff'],
  ]);
});

it.skipIf(noLoopDisk !== null)(
  'killed anywhere, it goes on and ends as if nothing had been',
  { timeout: full ? 3_600_000 : 300_000 },
  async () => {
    for (const point of points()) {
      await killAndGoOn(box, wish, point, undisturbed, false).catch(saying(point));
      tried += 1;
    }
  },
);

it.skipIf(noLoopDisk !== null)(
  'after a power cut the disk knows how far it came',
  { timeout: full ? 3_600_000 : 300_000 },
  async () => {
    for (const point of powerCuts()) {
      box = await killAndGoOn(box, wish, point, undisturbed, true).catch(saying(point));
      tried += 1;
    }
  },
);

function points(): readonly KillPoint[] {
  const { commands, files } = undisturbed;
  if (!full)
    return [
      { at: 'command', number: numberOf('sfdisk'), when: 'during' },
      { at: 'command', number: numberOf('mkswap'), when: 'after' },
      { at: 'command', number: numberOf('nixos-install'), when: 'during' },
      { at: 'command', number: commands.length - 1, when: 'before' },
      { at: 'file', number: Math.round(files / 2) },
    ];
  const moments = ['before', 'during', 'after'] as const;
  return [
    ...commands.flatMap((_, index) => moments.map((when) => ({ at: 'command', number: index + 1, when }) as const)),
    ...Array.from({ length: files }, (_, index) => ({ at: 'file', number: index + 1 }) as const),
  ];
}

function powerCuts(): readonly KillPoint[] {
  const during = (number: number) => ({ at: 'command', number, when: 'during' }) as const;
  return full ? undisturbed.commands.map((_, index) => during(index + 1)) : [during(numberOf('nixos-install'))];
}

function numberOf(name: string): number {
  return undisturbed.commands.findIndex((line) => line.startsWith(`${name} `)) + 1;
}

function saying(point: KillPoint): (error: unknown) => never {
  return (error) => {
    throw new Error(`Killed at ${JSON.stringify(point)}: ${undisturbed.commands[point.number - 1]}`, { cause: error });
  };
}
