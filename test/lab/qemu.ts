import { join } from 'node:path';
import type { DiskFile } from './disks.ts';
import type { LabImage } from './image.ts';

/** A jack of the virtual box and the far end of its cable, each by its MAC address. */
export type Cable = { readonly jack: string; readonly far: string };

/** The virtual APU2: what QEMU is told, and so what detection has to find. */
export const box = {
  cpus: 4,
  memoryMiB: 2048,
  vendor: 'PC Engines',
  product: 'apu2',
  bios: { vendor: 'coreboot', version: 'v4.19.0.1', date: '01/31/2023' },
  cables: [
    { jack: '00:0d:b9:00:00:01', far: '02:00:00:00:00:01' },
    { jack: '00:0d:b9:00:00:02', far: '02:00:00:00:00:02' },
    { jack: '00:0d:b9:00:00:03', far: '02:00:00:00:00:03' },
  ],
} as const;

/** Which of the guest's kernels is booted: the suite's own, or the newer one of its backports. */
export type Kernel = 'stable' | 'new';

/** Files and devices of one run of the box. */
export type BoxFiles = {
  readonly jobDisk: string;
  readonly disks: readonly DiskFile[];
  /** What the box writes on its serial line. */
  readonly serial: string;
  /** The socket that is the far end of the serial line, for somebody who sits there; null where nobody does. */
  readonly line: string | null;
  readonly results: string;
  /** The journal as it is written, so that it is there also where the guest is ended. */
  readonly journal: string;
};

/** Which start of the box this is, and whether QEMU stays when the guest restarts. */
export type Start = { readonly start: number; readonly restarts: boolean };

/**
 * The jacks stand behind root ports, else they would not be called enp1s0 to enp3s0 as on the real board. A hub is a
 * cable: no packet of it leaves the machine. `romfile=` on the far ends: nothing is booted from them.
 */
export function qemuArguments(
  image: LabImage,
  kernel: Kernel,
  { start, restarts }: Start,
  { jobDisk, disks, serial, line, results, journal }: BoxFiles,
): readonly string[] {
  const { vendor, product, bios } = box;
  const suffix = kernel === 'new' ? '-new' : '';
  const wires = box.cables.flatMap(({ jack }, index) => {
    const n = index + 1;
    return [
      ...['-device', `pcie-root-port,id=rp${n},slot=${n},bus=pcie.0,chassis=${n}`],
      ...['-netdev', `hubport,id=n${n},hubid=${n}`, '-device', `igb,netdev=n${n},bus=rp${n},mac=${jack}`],
    ];
  });
  const farEnds = box.cables.flatMap(({ far }, index) => {
    const n = index + 1;
    return ['-netdev', `hubport,id=p${n},hubid=${n}`, '-device', `virtio-net-pci,romfile=,netdev=p${n},mac=${far}`];
  });
  return [
    ...[
      '-accel',
      'tcg,thread=multi',
      '-cpu',
      // five levels of page tables are only slower here
      'max,la57=off,svm=off,vmx=off',
      '-smp',
      `${box.cpus}`,
      '-m',
      `${box.memoryMiB}`,
      '-machine',
      'q35',
    ],
    ...['-nodefaults', '-display', 'none', ...(restarts ? [] : ['-no-reboot'])],
    ...['-kernel', join(image.guest, `vmlinuz${suffix}`), '-initrd', join(image.guest, `initrd${suffix}`)],
    ...['-append', `${kernelCommand} lab.start=${start}`],
    ...['-smbios', `type=0,vendor=${bios.vendor},version=${bios.version},date=${bios.date}`],
    ...['-smbios', `type=1,manufacturer=${vendor},product=${product}`],
    ...['-smbios', `type=2,manufacturer=${vendor},product=${product}`],
    ...wires,
    // what the guest writes to its own disk is gone with QEMU, and stays while the guest restarts
    ...drive('system', `file=${join(image.guest, 'root.img')},snapshot=on`),
    ...drive('job', `file=${jobDisk},readonly=on`),
    ...disks.flatMap(({ path, serial }) => drive(serial, `file=${path},discard=unmap`)),
    ...farEnds,
    ...['-chardev', serialLine(serial, line), '-serial', 'chardev:serial'],
    ...['-device', 'virtio-serial-pci', '-chardev', `file,id=results,path=${results}`],
    ...['-device', 'virtserialport,chardev=results,name=lab.results'],
    ...['-chardev', `file,id=journal,path=${journal}`],
    ...['-device', 'virtserialport,chardev=journal,name=lab.journal'],
  ];
}

/** The socket is there before the box starts; while nobody sits at it the bytes go to the log alone. */
function serialLine(log: string, line: string | null): string {
  if (line === null) return `file,id=serial,path=${log}`;
  return `socket,id=serial,path=${line},server=on,wait=off,logfile=${log}`;
}

/** A disk; the kernel names them in this order. One that is named by its drive alone would come behind those with a device of their own. */
function drive(name: string, file: string): readonly string[] {
  return [
    ...['-drive', `${file},if=none,id=${name},format=raw`],
    ...['-device', `virtio-blk-pci,drive=${name},serial=${name}`],
  ];
}

/**
 * gsmi is loaded for a BIOS of coreboot and calls into it; QEMU's does not answer, and that CPU is gone for good. The other
 * modules are for devices of QEMU's board that no router has; loading them takes an emulated box a minute when its host is
 * busy, and so do guards against flaws of real CPUs and tests of ciphers.
 */
const unwanted = [
  ...['gsmi', 'ahci', 'libata', 'iTCO_wdt', 'lpc_ich', 'i2c_i801', 'kvm_amd', 'kvm', 'cfg80211', 'psmouse', 'pcspkr'],
  ...[
    'joydev',
    'evdev',
    'button',
    'serio_raw',
    'intel_agp',
    'bochs',
    'drm',
    'sr_mod',
    'sd_mod',
    'scsi_mod',
    'qemu_fw_cfg',
  ],
];
const kernelCommand = [
  'root=/dev/vda rw console=ttyS0,115200n8 quiet panic=-1 init=/lab/init systemd.show_status=0',
  `modprobe.blacklist=${unwanted.join(',')} mitigations=off cryptomgr.notests`,
].join(' ');
