import type { BlockDeviceReport, HardwareReport } from '../system/system.ts';
import type { Disk, Facts } from './facts.ts';

/** A name in /dev/disk/by-id and the device that it leads to (`/dev/sda`). */
export type DiskName = { readonly name: string; readonly device: string };

/**
 * The disks of the box. `running` are the names (`sdb`) of those that the
 * running system came from; on top of them a disk that holds an ISO image with
 * NixOS's label is taken for the installer's stick, also when the installer
 * was copied to memory and the stick is no longer mounted.
 */
export function disksOf(
  report: HardwareReport,
  names: readonly DiskName[],
  running: ReadonlySet<string>,
): readonly Disk[] {
  return report.blockDevices.filter(isDisk).map((disk) => {
    const path = `/dev/${disk.name}`;
    const partitions = report.blockDevices.filter((other) => isPartitionOf(other.name, disk.name));
    // a stick without a partition table holds its file system itself
    const filled = partitions.length === 0 && disk.fsType !== '' ? [disk] : partitions;
    return {
      path,
      byId: names
        .filter(({ device }) => device === path)
        .map(({ name }) => `/dev/disk/by-id/${name}`)
        .sort(bestNameFirst),
      model: disk.model,
      sizeBytes: disk.size,
      transport: disk.protocol === '' ? transportByName(disk.name) : disk.protocol,
      removable: disk.removable,
      bootMedium: running.has(disk.name) || [disk, ...partitions].some(isInstallerImage),
      partitions: filled.map((partition) => ({
        path: `/dev/${partition.name}`,
        sizeBytes: partition.size,
        fileSystem: partition.fsType,
        label: partition.label,
        mountPoint: partition.mount,
      })),
    };
  });
}

/** The disks that naar may offer to erase: never the one that the running system came from. */
export function installTargets(facts: Pick<Facts, 'disks'>): readonly Disk[] {
  return facts.disks.filter((disk) => !disk.bootMedium);
}

/** A partition bears its disk's name and a number, with a `p` between where the name ends in a digit. */
export function isPartitionOf(name: string, disk: string): boolean {
  return name.startsWith(disk) && (/\d$/.test(disk) ? /^p\d+$/ : /^\d+$/).test(name.slice(disk.length));
}

/** The disk that a device of sysfs belongs to, by its path: `…/block/sdb/sdb1` and `…/block/sdb` are both `sdb`. */
export function diskAt(sysfsPath: string): string {
  const [name = '', parent = ''] = sysfsPath.split('/').reverse();
  return isPartitionOf(name, parent) ? parent : name;
}

/** zram and the boot areas of an eMMC call themselves disks as well (a loop device does not); an empty card reader has no size. */
function isDisk(device: BlockDeviceReport): boolean {
  return (
    device.type === 'disk' && device.size > 0 && !/^(zram|ram|fd|sr|nbd)\d|^mmcblk\d+(boot\d|rpmb)/.test(device.name)
  );
}

function isInstallerImage(device: BlockDeviceReport): boolean {
  return device.fsType === 'iso9660' && device.label.startsWith('nixos-');
}

function transportByName(name: string): string {
  const known = { sd: '', nvme: 'nvme', mmcblk: 'mmc', vd: 'virtio' };
  return Object.entries(known).find(([start]) => name.startsWith(start))?.[1] ?? '';
}

/** Names that a person recognises (bus, model, number) before those made of digits only. */
function bestNameFirst(a: string, b: string): number {
  const cryptic = (name: string) => (/\/(wwn-|nvme-(eui|uuid|nvme)\.|dm-|lvm-|md-|scsi-[0-9]|ieee)/.test(name) ? 1 : 0);
  return cryptic(a) - cryptic(b) || (a < b ? -1 : 1);
}
