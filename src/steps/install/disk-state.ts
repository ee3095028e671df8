import type { System } from '../../system/system.ts';
import { partitionOf, type Target } from './target.ts';

/** What is on a disk right now, as lsblk tells it. */
export type BlockDevice = {
  readonly path: string;
  readonly type: string;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly uuid: string | null;
  readonly partlabel: string | null;
  readonly size: number;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockDevice[];
};

/** A disk that is busy or ill answers late. Milliseconds. */
const patience = 60_000;

/** The disk and everything on top of it; null where there is no such disk. */
export async function blockDevice(system: System, path: string): Promise<BlockDevice | null> {
  // with NAME among them partitions come as children of their disk, without it as its neighbours
  const columns = 'NAME,PATH,TYPE,FSTYPE,LABEL,UUID,PARTLABEL,SIZE,MOUNTPOINTS';
  const { code, stdout } = await system.run('lsblk', ['--json', '--bytes', '--output', columns, path], {
    timeout: patience,
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

/** Whether the table on the disk is the one that this job wrote: read from the disk itself, for what udev knows may be older. */
export async function hasOurTable(system: System, { disk, marks, plan }: Target): Promise<boolean> {
  const { code, stdout } = await system.run('sfdisk', ['--json', disk], { timeout: patience });
  if (code !== 0) return false;
  try {
    const { partitiontable: table } = JSON.parse(stdout) as { partitiontable?: Table };
    const found = (table?.partitions ?? []).map(({ uuid }) => uuid?.toLowerCase());
    const wanted = plan.partitions.map(({ role }) => marks.partitions[role]);
    return table?.id?.toLowerCase() === marks.table && found.join() === wanted.join();
  } catch {
    return false;
  }
}

/** Whether the file systems on the disk are the ones that this job made; they are probed, not remembered. The boot partition is made anew each time. */
export async function hasOurFileSystems(system: System, target: Target): Promise<boolean> {
  if (!(await hasOurTable(system, target))) return false;
  for (const role of ['root', 'swap'] as const) {
    const device = partitionOf(target, role);
    if (device === null) continue;
    const words = ['--probe', '--match-tag', 'UUID', '--output', 'value', device];
    const { stdout } = await system.run('blkid', words, { timeout: patience });
    if (stdout.trim() !== target.marks[role]) return false;
  }
  return true;
}

/** What sfdisk tells of a partition table. */
type Table = { readonly id?: string; readonly partitions?: readonly { readonly uuid?: string }[] };

type Raw = {
  path?: string;
  type?: string;
  fstype?: string | null;
  label?: string | null;
  uuid?: string | null;
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
    partlabel: raw.partlabel ?? null,
    size: Number(raw.size ?? 0),
    mountpoints: (raw.mountpoints ?? []).filter((point): point is string => typeof point === 'string' && point !== ''),
    children: (raw.children ?? []).map(read),
  };
}
