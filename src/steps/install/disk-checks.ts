import type { Facts } from '../../facts/facts.ts';
import type { System } from '../../system/system.ts';
import type { CheckAction, Fault } from '../steps.ts';
import { allOf, type BlockDevice, blockDevice, hasOurTable } from './disk-state.ts';
import { inquire } from './inquire.ts';
import type { Target } from './target.ts';

/** The least a NixOS of this kind needs on its disk: two systems side by side and room to build. Bytes. */
const leastDisk = 7e9;

/** Whether the disk may be erased. */
export function diskChecks(facts: Facts, target: Target): readonly CheckAction[] {
  const { disk, plan } = target;
  const known = facts.disks.find(({ path }) => path === disk);
  return [
    inquire(`${disk} is a whole disk and not the medium of the installer`, async () => {
      if (known === undefined)
        return { problem: `This machine has no disk ${plan.device}.`, next: `It has ${namesOf(facts) || 'none'}.` };
      return known.bootMedium
        ? { problem: `${disk} is the medium that this installer was started from.`, next: `Choose ${namesOf(facts)}.` }
        : null;
    }),
    inquire(`${disk} is large enough`, async () =>
      known === undefined || known.sizeBytes >= leastDisk
        ? null
        : {
            problem: `${disk} holds ${(known.sizeBytes / 1e9).toFixed(1)} GB; a router needs ${leastDisk / 1e9} GB.`,
            next: 'Choose a larger disk.',
          },
    ),
    inquire(`${disk} can be written`, (system) => readOnly(system, disk)),
    inquire(`nothing uses ${disk}`, (system) => inUse(system, target)),
  ];
}

/** A card with its slider set, or an SSD that gave up writing (blockdev(8), --getro). */
async function readOnly(system: System, disk: string): Promise<Fault | null> {
  const { code, stdout } = await system.run('blockdev', ['--getro', disk]);
  return code === 0 && stdout.trim() === '1'
    ? {
        problem: `${disk} takes no writing: it is read-only.`,
        next: 'A card may have a slider at its side; an SSD that is worn out stays so. Choose another disk.',
      }
    : null;
}

/** What is mounted, swapped to, or part of a volume group or an array. What an earlier run of this job left is ours. */
async function inUse(system: System, target: Target): Promise<Fault | null> {
  const device = await blockDevice(system, target.disk);
  if (device === null)
    return { problem: `${target.disk} cannot be read.`, next: 'Is it still plugged in? See: lsblk, dmesg' };
  const ours = await hasOurTable(system, target);
  for (const part of allOf(device)) {
    const points = part.mountpoints.filter(
      (point) => !ours || !(point === '[SWAP]' || `${point}/`.startsWith(`${target.root}/`)),
    );
    const fault = howUsed(part, points[0]);
    if (fault !== null) return { ...fault, next: `If it may go: ${fault.next}; then start naar again.` };
  }
  return null;
}

function howUsed({ path, type, fstype }: BlockDevice, point: string | undefined): Fault | null {
  if (point === '[SWAP]') return { problem: `${path} is in use as swap.`, next: `swapoff ${path}` };
  if (point !== undefined) return { problem: `${path} is in use: it is mounted at ${point}.`, next: `umount ${point}` };
  if (fstype === 'LVM2_member' || type === 'lvm')
    return {
      problem: `${path} is part of a volume group (LVM).`,
      next:
        type === 'lvm'
          ? `lvchange --activate n ${path}, and wipefs --all on the disks below it`
          : `vgchange --activate n, and wipefs --all ${path}`,
    };
  if (fstype === 'linux_raid_member' || type.startsWith('raid'))
    return {
      problem: `${path} is part of a RAID array.`,
      next: type.startsWith('raid') ? `mdadm --stop ${path}` : `mdadm --stop the array, and wipefs --all ${path}`,
    };
  if (fstype === 'zfs_member')
    return { problem: `${path} is part of a ZFS pool.`, next: `zpool export it, and wipefs --all ${path}` };
  if (type === 'crypt' || type === 'dm' || type === 'mpath')
    return { problem: `${path} is in use by the device mapper.`, next: `dmsetup remove ${path}` };
  return null;
}

function namesOf({ disks }: Facts): string {
  return disks
    .filter(({ bootMedium }) => !bootMedium)
    .flatMap(({ byId, path }) => byId[0] ?? path)
    .join(', ');
}
