import { createHash } from 'node:crypto';
import type { DiskPlan, PartitionPlan } from '../../plan/disk-plan.ts';

/** Where the installed system is put together. */
export type Target = {
  /** The directory it is mounted at: `/mnt`. */
  readonly root: string;
  /** The disk as the kernel calls it now: `/dev/sda`. */
  readonly disk: string;
  readonly plan: DiskPlan;
  /** Marks that tell our own half-made disk from anybody else's. */
  readonly marks: Marks;
};

/** UUIDs of the partition table and the file systems, made from the job: the same job finds its own work again. */
export type Marks = {
  readonly table: string;
  readonly root: string;
  readonly swap: string;
  /** 32 bits: the number of a FAT file system. */
  readonly boot: string;
  /** Of the partitions themselves, by their role. */
  readonly partitions: Readonly<Record<PartitionPlan['role'], string>>;
};

/** Deterministic UUIDs (RFC 9562, version 8) of a job. */
export function marksOf(job: string): Marks {
  const uuid = (what: string) => {
    const hex = createHash('sha256').update(`naar ${job} ${what}`).digest('hex');
    const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };
  return {
    table: uuid('table'),
    root: uuid('root'),
    swap: uuid('swap'),
    boot: uuid('boot').slice(0, 8).toUpperCase(),
    partitions: {
      bios: uuid('partition bios'),
      esp: uuid('partition esp'),
      swap: uuid('partition swap'),
      root: uuid('partition root'),
    },
  };
}

/** Device of a partition: `/dev/sda2`, `/dev/nvme0n1p2`. */
export function partitionOf({ disk, plan }: Pick<Target, 'disk' | 'plan'>, role: PartitionPlan['role']): string | null {
  const index = plan.partitions.findIndex((partition) => partition.role === role);
  if (index < 0) return null;
  return `${disk}${/\d$/.test(disk) ? 'p' : ''}${index + 1}`;
}

/** The script that sfdisk(8) takes. */
export function partitionTable({ plan, marks }: Pick<Target, 'plan' | 'marks'>): string {
  const lines = plan.partitions.map(({ mebibytes, type, role }) => {
    const size = mebibytes === null ? '' : `size=${mebibytes}MiB, `;
    return `${size}type=${type}, uuid=${marks.partitions[role]}, name=${role}`;
  });
  return ['label: gpt', `label-id: ${marks.table}`, 'unit: sectors', '', ...lines, ''].join('\n');
}
