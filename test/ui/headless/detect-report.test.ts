import { describe, expect, it } from 'vitest';
import type { Facts, Jack } from '../../../src/facts/facts.ts';
import { probeFacts } from '../../../src/facts/probe-facts.ts';
import { builtInMachines, openMachine } from '../../../src/system/machines.ts';
import { recordedSystem } from '../../../src/system/recorded.ts';
import { detectReport } from '../../../src/ui/headless/detect-report.ts';

const apu3 = await probeFacts(await openMachine('apu3'));
const nothing = await probeFacts(recordedSystem({}));

it('shows the box', () => {
  expect(detectReport({ ...apu3, jacks: apu3.jacks.slice(0, 2) })).toBe(`\
Board     PC Engines apu3 (4 GB)
Firmware  BIOS coreboot v4.19.0.1 2023-01-31
System    nixos 26.05 (Linux 6.18.15), the installer
CPU       AMD GX-412TC SOC, 4 CPUs online
Memory    4.1 GB

Disks
  /dev/sda  16.0 GB  sata  SATA SSD
    /dev/disk/by-id/ata-SATA_SSD_20012345678
  /dev/sdb  15.5 GB  usb, removable  Ultra USB 3.0
    holds the installer itself: never a target
    /dev/disk/by-id/usb-SanDisk_Ultra_USB_3.0_4C530001050123456789-0:0
    /dev/sdb1  1.5 GB  iso9660  nixos-minimal-26.05-x86_64  on /iso
    /dev/sdb2  4 MB  vfat  EFIBOOT

Network jacks
  name    MAC                chip  driver  link  Mbit/s  rx/tx  PCI
  enp1s0  00:0d:b9:00:00:01  i211  igb     up    1000    2/2    01:00.0
    IRQ 31  -> CPU 3  link  enp1s0
    IRQ 32  -> CPU 0  rx 0  enp1s0-rx-0
    IRQ 33  -> CPU 1  rx 1  enp1s0-rx-1
    IRQ 34  -> CPU 2  tx 0  enp1s0-tx-0
    IRQ 35  -> CPU 3  tx 1  enp1s0-tx-1
    RPS off
  enp2s0  00:0d:b9:00:00:02  i211  igb     up    1000    2/2    02:00.0
    IRQ 37  -> CPU 1  link  enp2s0
    IRQ 38  -> CPU 0  rx 0  enp2s0-rx-0
    IRQ 39  -> CPU 1  rx 1  enp2s0-rx-1
    IRQ 40  -> CPU 2  tx 0  enp2s0-tx-0
    IRQ 41  -> CPU 3  tx 1  enp2s0-tx-1
    RPS off

rx and tx are the queues in which a jack receives and sends, and an IRQ is how
it calls a CPU to them. RPS spreads what one queue receives over further CPUs.
`);
});

it('says in sentences what is missing', () => {
  expect(detectReport(nothing)).toBe(`\
Board     unknown
Firmware  BIOS
System    unknown
CPU       unknown, 1 CPU online
Memory    unknown

Disks
  No disk was found.

Network jacks
  None.

No network jack was found. In a container or a virtual machine without a
network card there is none to see; run naar on the box that shall become the
router.

/proc/interrupts is not there, so the interrupts of the jacks are not known.
This is usual in a container.
`);
});

it('one jack is too few', () => {
  const report = detectReport({ ...apu3, jacks: apu3.jacks.slice(0, 1) });
  expect(report).toContain('Only one network jack was found. A router needs two:');
  expect(detectReport(apu3)).not.toContain('A router needs two');
});

const widest: Jack = {
  name: 'enx000db9000001',
  mac: '',
  driver: 'a_rather_long_driver_name',
  chip: '10ec:8153',
  pci: null,
  link: 'unknown',
  speed: null,
  rxQueues: 16,
  txQueues: 16,
  vectors: [
    { irq: 1234, action: 'enx000db9000001-TxRx-15', serves: 'rx+tx', queue: 15, affinity: '0-127', effective: null },
  ],
  rps: Array.from({ length: 16 }, () => 'ffffffff,ffffffff'),
};

it('a jack with a long name has its driver on a line of its own', () => {
  const lines = detectReport({ ...apu3, jacks: [widest] }).split('\n');
  const start = lines.indexOf('Network jacks');
  expect(lines.slice(start + 1, start + 7)).toEqual([
    '  name             MAC          chip       link     Mbit/s  rx/tx',
    '  enx000db9000001  MAC unknown  10ec:8153  unknown  -       16/16',
    '    driver a_rather_long_driver_name, not on PCI',
    '    IRQ 1234  -> CPU 0-127  rx+tx 15  enx000db9000001-TxRx-15',
    '    RPS rx-0 ffffffff,ffffffff, rx-1 ffffffff,ffffffff, rx-2 ffffffff,ffffffff,',
    '    rx-3 ffffffff,ffffffff, rx-4 ffffffff,ffffffff, rx-5 ffffffff,ffffffff,',
  ]);
});

describe('79 columns of ASCII, whatever the box', () => {
  const long = 'x'.repeat(200);
  const odd: Facts = {
    ...apu3,
    board: {
      vendor: long,
      product: 'Böard\u001b[2J',
      sku: long,
      bios: { vendor: 'American Megatrends International, LLC.', version: long, date: long },
    },
    cpu: { model: long, online: [0] },
    disks: [
      {
        path: '/dev/nvme0n1',
        byId: [`/dev/disk/by-id/nvme-${long}`],
        model: long,
        sizeBytes: 5e14,
        transport: 'nvme',
        removable: true,
        bootMedium: true,
        partitions: [
          { path: '/dev/nvme0n1p1', sizeBytes: 1, fileSystem: 'ext4', label: 'Müll', mountPoint: `/${long}` },
        ],
      },
    ],
    jacks: [widest, ...apu3.jacks],
  };

  it.each([...builtInMachines, 'nothing', 'odd'])('%s', async (name) => {
    const facts = name === 'odd' ? odd : name === 'nothing' ? nothing : await probeFacts(await openMachine(name));
    const lines = detectReport(facts).split('\n');
    expect(lines.filter((line) => line.length > 79)).toEqual([]);
    expect(lines.filter((line) => !/^[\x20-\x7e]*$/.test(line))).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});
