import type { BlockFixture, Fixture, PackedFiles } from './fixture.ts';

/** The disks by their places in sysfs and their stable names; the stick is the one that the installer runs from. */
export function diskFiles({ blockDevices, uefi }: Fixture): PackedFiles {
  const usb = uefi ? '0000:00:14.0/usb2/2-1/2-1:1.0' : '0000:00:10.0/usb2/2-1/2-1:1.0';
  const homes: Readonly<Record<string, string>> = {
    sata: '/sys/devices/pci0000:00/0000:00:11.0/ata1/host0/target0:0:0/0:0:0:0/block',
    usb: `/sys/devices/pci0000:00/${usb}/host6/target6:0:0/6:0:0:0/block`,
    mmc: '/sys/devices/pci0000:00/0000:00:14.7/mmc_host/mmc0/mmc0:0001/block',
    nvme: '/sys/devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0',
  };
  const files: PackedFiles = {};
  for (const disk of blockDevices.filter(({ type }) => type === 'disk')) {
    const home = `${homes[disk.tran ?? '']}/${disk.name}`;
    const parts = disk.children ?? [];
    files[`/sys/class/block/${disk.name}`] = { link: home };
    for (const part of parts) files[`/sys/class/block/${part.name}`] = { link: `${home}/${part.name}` };
    for (const name of stableNames[disk.model ?? disk.name] ?? []) {
      files[`/dev/disk/by-id/${name}`] = { link: `/dev/${disk.name}` };
      parts.forEach((part, index) => {
        files[`/dev/disk/by-id/${name}-part${index + 1}`] = { link: `/dev/${part.name}` };
      });
    }
    if (disk.tran === 'usb') Object.assign(files, installerMounts(disk, home));
  }
  return files;
}

/** Serial numbers are invented; the SSD's is the one of the example answers. */
const stableNames: Readonly<Record<string, readonly string[]>> = {
  'SATA SSD': ['ata-SATA_SSD_20012345678'],
  'Ultra USB 3.0': ['usb-SanDisk_Ultra_USB_3.0_4C530001050123456789-0:0'],
  CT500P3SSD8: ['nvme-CT500P3SSD8_23010000A1B2', 'nvme-eui.000000000000000100a0750123456789'],
  mmcblk0: ['mmc-SD16G_0x01234567'],
};

/** The installer runs from its stick: /iso on it, the store in a squashfs file on that, both below memory. */
function installerMounts(stick: BlockFixture, home: string): PackedFiles {
  const part = stick.children?.[0];
  const [name, minor] = part === undefined ? [stick.name, 0] : [part.name, 1];
  const device = `8:${(stick.name.charCodeAt(2) - 97) * 16 + minor}`;
  return {
    [`/sys/dev/block/${device}`]: { link: part === undefined ? home : `${home}/${name}` },
    '/sys/dev/block/7:0': { link: '/sys/devices/virtual/block/loop0' },
    '/sys/devices/virtual/block/loop0/loop/backing_file': '/iso/nix-store.squashfs\n',
    '/proc/self/mountinfo': `${[
      '26 1 0:22 / / rw,relatime shared:1 - tmpfs tmpfs rw,mode=755',
      `27 26 ${device} / /iso ro,relatime shared:2 - iso9660 /dev/${name} ro,nojoliet,check=s,map=n,blocksize=2048`,
      '28 26 7:0 / /nix/.ro-store ro,relatime shared:3 - squashfs /dev/loop0 ro,errors=continue',
      '29 26 0:23 / /nix/.rw-store rw,relatime shared:4 - tmpfs tmpfs rw,mode=755',
      '30 26 0:24 / /nix/store rw,relatime shared:5 - overlay overlay rw,lowerdir=/nix/.ro-store,upperdir=/nix/.rw-store/store',
      '31 26 0:5 / /dev rw,nosuid shared:6 - devtmpfs devtmpfs rw,mode=755',
      '32 26 0:25 / /proc rw,nosuid,nodev,noexec,relatime shared:7 - proc proc rw',
      '33 26 0:26 / /sys rw,nosuid,nodev,noexec,relatime shared:8 - sysfs sysfs rw',
    ].join('\n')}\n`,
  };
}
