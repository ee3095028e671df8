import type { Facts, Jack } from '../../src/facts/facts.ts';

/** A box like an APU2 in the installer: three jacks, 4 GB, one SSD and the stick it was started from. */
export function apu(change: Partial<Facts> = {}): Facts {
  return {
    board: {
      vendor: 'PC Engines',
      product: 'apu2',
      sku: '',
      bios: { vendor: 'coreboot', version: 'v4.19.0.1', date: '' },
    },
    firmware: 'bios',
    os: { id: 'nixos', release: '26.05', kernel: '6.18.15', role: 'installer' },
    cpu: { model: 'AMD GX-412TC SOC', online: [0, 1, 2, 3] },
    memoryBytes: 4_137_000_000,
    disks: [
      disk('/dev/sda', '/dev/disk/by-id/ata-SATA_SSD_20012345678', false),
      disk('/dev/sdb', '/dev/disk/by-id/usb-Stick_1234-0:0', true),
    ],
    jacks: [
      jack('enp1s0', '00:0d:b9:00:00:01'),
      jack('enp2s0', '00:0d:b9:00:00:02'),
      jack('enp3s0', '00:0d:b9:00:00:03'),
    ],
    interruptsReadable: true,
    ...change,
  };
}

export function jack(name: string, mac: string): Jack {
  return {
    name,
    mac,
    driver: 'igb',
    chip: 'i210',
    pci: null,
    link: 'up',
    speed: 1000,
    rxQueues: 4,
    txQueues: 4,
    vectors: [],
    rps: [],
  };
}

function disk(path: string, byId: string, bootMedium: boolean): Facts['disks'][number] {
  return {
    path,
    byId: [byId],
    model: 'SSD',
    sizeBytes: 16e9,
    transport: 'sata',
    removable: bootMedium,
    bootMedium,
    partitions: [],
  };
}
