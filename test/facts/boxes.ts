import type { Fixture } from '../../scripts/machines/fixture.ts';
import { packedMachine } from '../../scripts/machines/packed-machine.ts';
import { type MachineEntry, type MachineTree, parsePackedMachine } from '../../src/system/machine-tree.ts';

/** A box that does not come with naar, described in a few words. */
export type Box = {
  readonly dmi?: Fixture['dmi'];
  readonly cpus?: number;
  readonly driver: string;
  readonly ids: readonly [vendor: string, device: string];
  /** Per jack: its name, its PCI address, and its interrupts by number. */
  readonly jacks: readonly (readonly [name: string, pci: string, interrupts: Readonly<Record<number, string>>])[];
  readonly queues: number;
  readonly interrupts?: string;
};

/** A recorded machine with the jacks of `box`, an SSD and the installer's stick; `changes` are laid over it. */
export function boxTree(box: Box, changes: Readonly<Record<string, MachineEntry | undefined>> = {}): MachineTree {
  const cpus = box.cpus ?? 4;
  const disk = { rm: false, fstype: null, label: null, model: null, mountpoints: [null] };
  const tree = parsePackedMachine(
    packedMachine({
      folder: 'none',
      dmi: box.dmi ?? { sys_vendor: 'PC Engines', product_name: 'apu4' },
      cpu: { vendor_id: 'AuthenticAMD', model_name: 'AMD GX-412TC SOC', cpus },
      memoryKib: 4_000_000,
      net: box.jacks.map(([ifname, pci_address, interrupts]) => ({
        ifname,
        pci_address,
        driver: box.driver,
        vendor: box.ids[0],
        device: box.ids[1],
        rx_queues: box.queues,
        tx_queues: box.queues,
        msi_irqs: Object.keys(interrupts).map(Number),
        irq_actions: Object.values(interrupts),
        rps_cpus_default: '0',
        max_speed_mbit: 1000,
      })),
      links: box.jacks.map(([ifname], index) => ({
        ifname,
        ifindex: index + 2,
        address: `00:0d:b9:00:00:0${index + 1}`,
        flags: [],
      })),
      blockDevices: [
        { ...disk, name: 'sda', type: 'disk', size: 16_013_942_784, tran: 'sata', model: 'SATA SSD' },
        { ...disk, name: 'sdb', type: 'disk', size: 15_518_924_800, tran: 'usb', model: 'Ultra USB 3.0' },
      ],
      interrupts: box.interrupts ?? '           CPU0       CPU1       CPU2       CPU3\n',
      uefi: false,
    }),
  );
  const laid = Object.entries({ ...tree, ...changes }).filter(
    (entry): entry is [string, MachineEntry] => entry[1] !== undefined,
  );
  return Object.fromEntries(laid);
}

/** The interrupts of an igb jack with its two unpaired queues (i211), from `irq` on. */
export function i211Interrupts(name: string, irq: number): Readonly<Record<number, string>> {
  return {
    [irq]: name,
    [irq + 1]: `${name}-rx-0`,
    [irq + 2]: `${name}-rx-1`,
    [irq + 3]: `${name}-tx-0`,
    [irq + 4]: `${name}-tx-1`,
  };
}
