import type { Answers } from '../interview/answers.ts';

/** How the disk of the router is laid out; GPT in any case. */
export type DiskPlan = {
  /** Whole disk, by a name that stays: `/dev/disk/by-id/ata-…`. */
  readonly device: string;
  readonly fileSystem: 'ext4' | 'btrfs';
  /** In the order of the disk. */
  readonly partitions: readonly PartitionPlan[];
};

/** One partition: what it is for, its size, and how it is found again. */
export type PartitionPlan = {
  readonly role: 'bios' | 'esp' | 'swap' | 'root';
  /** Whole MiB; null for all that is left. */
  readonly mebibytes: number | null;
  /** Partition type of GPT (UEFI specification; for `bios` GRUB's manual). */
  readonly type: string;
  /** Label of the file system, by which the installed system finds it; null where there is none. */
  readonly label: string | null;
};

/**
 * The layout that answers and firmware ask for: a boot partition of the kind that the firmware
 * starts from, swap where wanted, and one file system for the rest. null without a disk.
 */
export function planDisk({ disk, system }: Pick<Answers, 'disk' | 'system'>): DiskPlan | null {
  if (disk.device === null) return null;
  const boot: PartitionPlan =
    system.boot === 'uefi'
      ? { role: 'esp', mebibytes: 512, type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', label: 'BOOT' }
      : { role: 'bios', mebibytes: 1, type: '21686148-6449-6E6F-744E-656564454649', label: null };
  const swap: readonly PartitionPlan[] =
    disk.swapBytes === null
      ? []
      : [
          {
            role: 'swap',
            mebibytes: Math.max(1, Math.round(disk.swapBytes / 2 ** 20)),
            type: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F',
            label: 'swap',
          },
        ];
  const root: PartitionPlan = {
    role: 'root',
    mebibytes: null,
    type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
    label: 'nixos',
  };
  return { device: disk.device, fileSystem: disk.filesystem, partitions: [boot, ...swap, root] };
}
