import type { System } from '../../system/system.ts';
import { partitionOf, type Target } from './target.ts';

/** What is on a disk right now, as lsblk tells it. */
export type BlockDevice = {
  readonly path: string;
  readonly type: string;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly uuid: string | null;
  readonly ptuuid: string | null;
  readonly partlabel: string | null;
  readonly size: number;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockDevice[];
};

/** The disk and everything on top of it; null where there is no such disk. */
export async function blockDevice(system: System, path: string): Promise<BlockDevice | null> {
  // with NAME among them partitions come as children of their disk, without it as its neighbours
  const columns = 'NAME,PATH,TYPE,FSTYPE,LABEL,UUID,PTUUID,PARTLABEL,SIZE,MOUNTPOINTS';
  const { code, stdout } = await system.run('lsblk', ['--json', '--bytes', '--output', columns, path], {
    // a disk that is busy or ill answers late
    timeout: 60_000,
  });
  if (code !== 0) return null;
  try {
    const { blockdevices } = JSON.parse(stdout) as { blockdevices?: readonly Raw[] };
    return blockdevices?.[0] === undefined ? null : read(blockdevices[0]);
  } catch {
    return null;
  }
}

/** Everything below a device, itself included. */
export function allOf(device: BlockDevice): readonly BlockDevice[] {
  return [device, ...device.children.flatMap(allOf)];
}

/** Whether the table on the disk is the one that this job wrote. */
export async function hasOurTable(system: System, { disk, marks, plan }: Target): Promise<boolean> {
  const device = await blockDevice(system, disk);
  if (device?.ptuuid?.toLowerCase() !== marks.table) return false;
  const names = device.children.map(({ partlabel }) => partlabel);
  return plan.partitions.every(({ role }, index) => names[index] === role);
}

/** Whether the file systems on the disk are the ones that this job made. */
export async function hasOurFileSystems(system: System, target: Target): Promise<boolean> {
  if (!(await hasOurTable(system, target))) return false;
  const device = await blockDevice(system, target.disk);
  const uuidOf = (role: 'root' | 'swap' | 'esp') =>
    device?.children.find(({ path }) => path === partitionOf(target, role))?.uuid ?? null;
  const wanted = { root: target.marks.root, swap: target.marks.swap, esp: fatUuid(target.marks.boot) } as const;
  return (['root', 'swap', 'esp'] as const).every(
    (role) => partitionOf(target, role) === null || uuidOf(role) === wanted[role],
  );
}

/** The number of a FAT file system as blkid shows it: `ABCD-1234`. */
export function fatUuid(number: string): string {
  return `${number.slice(0, 4)}-${number.slice(4)}`;
}

type Raw = {
  path?: string;
  type?: string;
  fstype?: string | null;
  label?: string | null;
  uuid?: string | null;
  ptuuid?: string | null;
  partlabel?: string | null;
  size?: number | string | null;
  mountpoints?: readonly (string | null)[];
  children?: readonly Raw[];
};

function read(raw: Raw): BlockDevice {
  return {
    path: raw.path ?? '',
    type: raw.type ?? '',
    fstype: raw.fstype ?? null,
    label: raw.label ?? null,
    uuid: raw.uuid ?? null,
    ptuuid: raw.ptuuid ?? null,
    partlabel: raw.partlabel ?? null,
    size: Number(raw.size ?? 0),
    mountpoints: (raw.mountpoints ?? []).filter((point): point is string => typeof point === 'string' && point !== ''),
    children: (raw.children ?? []).map(read),
  };
}
