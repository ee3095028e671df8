import { afterAll, beforeAll, expect, it } from 'vitest';
import { noLoopDisk } from '../no-sandbox.ts';
import { writeAnswers } from './box-answers.ts';
import { readDisk } from './disk-content.ts';
import { type Installer, openInstaller } from './installer.ts';
import { runUndisturbed, startAnew, type Undisturbed } from './kill-points.ts';

const wish = { filesystem: 'ext4', swap: 'none' } as const;
let box: Installer;
let undisturbed: Undisturbed;

beforeAll(async () => {
  box = await openInstaller({ firmware: 'uefi', disks: [8, 0.032] });
  undisturbed = await runUndisturbed(box, wish);
}, 240_000);
afterAll(() => box?.close());

/** Kills the job when nixos-install is done, leaves the disk as `damage` makes it, and goes on. */
async function goOnAfter(damage: string): Promise<string> {
  await startAnew(box);
  await box.sh('echo nixos-install after > /run/box/kill');
  const first = await box.naar(['install', '--answers', writeAnswers(box, wish), '--yes']);
  expect(first.stderr).toContain('The installation stopped without a word');
  await box.sh(damage);
  const { code, stderr } = await box.naar(['install', '--resume']);
  expect(code, stderr).toBe(0);
  expect(await readDisk(box)).toEqual(undisturbed.disk);
  return box.sh('cat /run/naar/install/install.log');
}

const fetched = (log: string) => log.split('\n').filter((line) => line.includes("copying path '")).length;

it.skipIf(noLoopDisk !== null)('what is whole of the store is not fetched again', { timeout: 240_000 }, async () => {
  expect(fetched(await goOnAfter(':'))).toBe(8);
});

it.skipIf(noLoopDisk !== null)('a store with a file that is empty is fetched anew', { timeout: 240_000 }, async () => {
  const log = await goOnAfter('file=$(ls /mnt/nix/store/*-part-2/content); chmod u+w $file; : > $file');
  expect(log).toContain('The store is not whole: it is emptied and fetched anew.');
  expect(fetched(log)).toBe(16);
});

it.skipIf(noLoopDisk !== null)('so is one whose database is broken', { timeout: 240_000 }, async () => {
  const log = await goOnAfter('head -c 100000 /dev/urandom > /mnt/nix/var/nix/db/db.sqlite');
  expect(fetched(log)).toBe(16);
});

it.skipIf(noLoopDisk !== null)(
  'what a killed boot loader left on its partition is in nobody’s way',
  { timeout: 240_000 },
  async () => {
    await goOnAfter('touch /mnt/boot/loader/loader.tmp; echo half > /mnt/boot/EFI/nixos-half.efi');
  },
);

it.skipIf(noLoopDisk !== null).each(['ext4', 'btrfs'] as const)(
  'a power cut leaves no file of the store empty that Nix calls valid, on %s',
  { timeout: 240_000 },
  async (filesystem) => {
    await startAnew(box);
    await box.sh('echo nixos-install after > /run/box/kill');
    await box.naar(['install', '--answers', writeAnswers(box, { filesystem, swap: 'none' }), '--yes']);
    box = await box.powerCut();
    const { code, stderr } = await box.naar(['install', '--resume']);
    expect(code, stderr).toBe(0);
    const log = await box.sh('cat /run/naar/install/install.log');
    expect(log).toContain('checking store hashes');
    expect(log).not.toContain('The store is not whole');
  },
);
