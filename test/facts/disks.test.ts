import { expect, it } from 'vitest';
import { diskAt, disksOf, installTargets, isPartitionOf } from '../../src/facts/disks.ts';
import type { BlockDeviceReport, HardwareReport } from '../../src/system/system.ts';

it.each([
  ['sda1', 'sda', true],
  ['sdaa1', 'sda', false],
  ['sda', 'sda', false],
  ['nvme0n1p2', 'nvme0n1', true],
  ['nvme0n12', 'nvme0n1', false],
  ['mmcblk0p1', 'mmcblk0', true],
  ['mmcblk0boot0', 'mmcblk0', false],
])('%s is a partition of %s: %s', (name, disk, expected) => {
  expect(isPartitionOf(name, disk)).toBe(expected);
});

it.each([
  ['/sys/devices/pci0000:00/0000:00:11.0/ata1/block/sda/sda2', 'sda'],
  ['/sys/devices/pci0000:00/0000:00:11.0/ata1/block/sda', 'sda'],
  ['/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1', 'nvme0n1'],
  ['/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1/nvme0n1p3', 'nvme0n1'],
])('%s is on %s', (path, disk) => {
  expect(diskAt(path)).toBe(disk);
});

const device = (name: string, more: Partial<BlockDeviceReport> = {}): BlockDeviceReport => ({
  name,
  type: 'disk',
  fsType: '',
  mount: '',
  size: 16_000_000_000,
  label: '',
  model: '',
  protocol: '',
  removable: false,
  ...more,
});
const reportOf = (blockDevices: readonly BlockDeviceReport[]) => ({ blockDevices }) as HardwareReport;

it('leaves out what only calls itself a disk', () => {
  const devices = ['sda', 'zram0', 'mmcblk0', 'mmcblk0boot0', 'mmcblk0boot1', 'mmcblk0rpmb', 'nbd0'].map((name) =>
    device(name),
  );
  const others = [device('sr0', { type: 'rom' }), device('loop0', { type: 'loop' }), device('sdb', { size: 0 })];
  expect(disksOf(reportOf([...devices, ...others]), [], new Set()).map(({ path }) => path)).toEqual([
    '/dev/sda',
    '/dev/mmcblk0',
  ]);
});

it('puts the name that a person recognises first', () => {
  const names = ['wwn-0x5000c500a1b2c3d4', 'ata-ST500_Z3T0001', 'scsi-35000c500a1b2c3d4', 'ata-OTHER_1'].map(
    (name) => ({ name, device: name === 'ata-OTHER_1' ? '/dev/sdb' : '/dev/sda' }),
  );
  expect(disksOf(reportOf([device('sda')]), names, new Set())[0]?.byId).toEqual([
    '/dev/disk/by-id/ata-ST500_Z3T0001',
    '/dev/disk/by-id/scsi-35000c500a1b2c3d4',
    '/dev/disk/by-id/wwn-0x5000c500a1b2c3d4',
  ]);
});

it.each([
  ['usb-Stick_1', 'scsi-35000c500a1b2c3d4'],
  ['nvme-samsung_1', 'nvme-eui.0025385b91b1c2d3'],
])('%s before %s', (clear, cryptic) => {
  const names = [cryptic, clear].map((name) => ({ name, device: '/dev/sda' }));
  const [best] = disksOf(reportOf([device('sda')]), names, new Set())[0]?.byId ?? [];
  expect(best).toBe(`/dev/disk/by-id/${clear}`);
});

it('tells the transport by the name where lsblk does not', () => {
  const disks = disksOf(
    reportOf([device('mmcblk0'), device('vda'), device('nvme0n1'), device('sda'), device('sdb', { protocol: 'usb' })]),
    [],
    new Set(),
  );
  expect(disks.map(({ transport }) => transport)).toEqual(['mmc', 'virtio', 'nvme', '', 'usb']);
});

it('never offers the running disk, nor a stick with the installer that is not mounted', () => {
  const stick = { fsType: 'iso9660', label: 'nixos-minimal-26.05-x86_64' };
  const blockDevices = [
    device('sda'),
    device('sdb'),
    device('sdc', stick),
    device('sdd'),
    device('sdd1', { type: 'part', ...stick }),
    device('sde', { fsType: 'iso9660', label: 'HOLIDAY' }),
  ];
  const disks = disksOf(reportOf(blockDevices), [], new Set(['sdb']));
  expect(installTargets({ disks }).map(({ path }) => path)).toEqual(['/dev/sda', '/dev/sde']);
});

it('shows what stands on a disk, so that a person can tell what they would erase', () => {
  const blockDevices = [
    device('sda', { model: 'SATA SSD', protocol: 'sata', size: 16_013_942_784 }),
    device('sda1', { type: 'part', size: 512_000_000, fsType: 'vfat', label: 'BOOT', mount: '/boot' }),
    device('sda2', { type: 'part', size: 15_000_000_000, fsType: 'ext4' }),
    device('sdb', { model: 'Ultra', protocol: 'usb', removable: true }),
  ];
  const [ssd, stick] = disksOf(reportOf(blockDevices), [], new Set());
  expect(ssd).toEqual({
    path: '/dev/sda',
    byId: [],
    model: 'SATA SSD',
    sizeBytes: 16_013_942_784,
    transport: 'sata',
    removable: false,
    bootMedium: false,
    partitions: [
      { path: '/dev/sda1', sizeBytes: 512_000_000, fileSystem: 'vfat', label: 'BOOT', mountPoint: '/boot' },
      { path: '/dev/sda2', sizeBytes: 15_000_000_000, fileSystem: 'ext4', label: '', mountPoint: '' },
    ],
  });
  expect(stick).toMatchObject({ model: 'Ultra', removable: true, partitions: [] });
});

it('shows the file system of a disk that has no partitions, as a stick from a shop may be', () => {
  const blockDevices = [
    device('sda', { fsType: 'vfat', label: 'HOLIDAY', protocol: 'usb', removable: true }),
    device('sdb', { fsType: 'crypto_LUKS' }),
    device('sdb1', { type: 'part', size: 1e9, fsType: 'ext4' }),
  ];
  const [stick, disk] = disksOf(reportOf(blockDevices), [], new Set());
  expect(stick?.partitions).toEqual([
    { path: '/dev/sda', sizeBytes: 16e9, fileSystem: 'vfat', label: 'HOLIDAY', mountPoint: '' },
  ]);
  expect(disk?.partitions.map(({ path }) => path)).toEqual(['/dev/sdb1']);
});

it('a disk that is only called like the installer is a target, and so is one of an unknown kind', () => {
  const blockDevices = [device('sda', { label: 'nixos-data', fsType: 'ext4' }), device('xvda')];
  const disks = disksOf(reportOf(blockDevices), [], new Set());
  expect(installTargets({ disks }).map(({ path, transport }) => [path, transport])).toEqual([
    ['/dev/sda', ''],
    ['/dev/xvda', ''],
  ]);
});
