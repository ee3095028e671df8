/** What the box is, read once. Plain data: everything later decides from this and from the answers. */
export type Facts = {
  readonly board: Board;
  /** From the EFI firmware directory, never from the board's name. */
  readonly firmware: 'bios' | 'uefi';
  readonly os: OperatingSystem;
  readonly cpu: Cpu;
  readonly memoryBytes: number;
  readonly disks: readonly Disk[];
  /** Ordered by PCI address, then by name: the order of the sockets on an APU. */
  readonly jacks: readonly Jack[];
  /** `/proc/interrupts` could be read. */
  readonly interruptsReadable: boolean;
};

/**
 * What the board calls itself. For people to recognise it; nothing is decided by it but whether the
 * box has a screen.
 */
export type Board = {
  readonly vendor: string;
  /** Product without the vendor in front: `apu2`, `Default string`; empty where DMI has none. */
  readonly product: string;
  readonly sku: string;
  readonly bios: { readonly vendor: string; readonly version: string; readonly date: string };
};

/** The system that naar was started on, which decides what it may do: install, reconfigure, or only write files. */
export type OperatingSystem = {
  /** `nixos`, `debian`, …; empty where os-release is missing. */
  readonly id: string;
  /** `26.05` and the like; null where os-release has none. */
  readonly release: string | null;
  readonly kernel: string;
  /** Which of naar's three uses this machine offers (contract, "Three uses"). */
  readonly role: 'installer' | 'router' | 'other';
};

/** The processor, as far as the work of the jacks is spread over it. */
export type Cpu = {
  readonly model: string;
  /** Numbers of the CPUs that are online, ascending: [0, 1, 2, 3]. */
  readonly online: readonly number[];
};

/** A whole disk: something that NixOS could be installed on, or that it runs from. */
export type Disk = {
  /** `/dev/sda` */
  readonly path: string;
  /** Stable names, best first: `/dev/disk/by-id/ata-…`. */
  readonly byId: readonly string[];
  readonly model: string;
  readonly sizeBytes: number;
  /** `sata`, `nvme`, `usb`, `mmc`, `virtio`; empty where unknown. */
  readonly transport: string;
  readonly removable: boolean;
  /** The medium that the running system came from: never a target. */
  readonly bootMedium: boolean;
  /** What stands on it: partitions with file system and label; the disk itself where it has a file system and no table. */
  readonly partitions: readonly Partition[];
};

/**
 * One partition of a disk, so that a person can tell what they would erase. Empty texts where the
 * kernel tells nothing.
 */
export type Partition = {
  readonly path: string;
  readonly sizeBytes: number;
  readonly fileSystem: string;
  readonly label: string;
  readonly mountPoint: string;
};

/**
 * A network jack of the box: Ethernet with hardware behind it. Wi-Fi, modems, bridges, VLANs and
 * virtual functions are none.
 */
export type Jack = {
  /** Kernel name, `enp1s0`. */
  readonly name: string;
  /** Permanent MAC, lower case with colons; empty where the machine does not tell it (some jacks on USB invent one at each start). */
  readonly mac: string;
  readonly driver: string;
  /** `i210`, `i211`, `i226`, `RTL8111`, `virtio`, or `8086:1539` where the table has no name. */
  readonly chip: string;
  /** `0000:01:00.0`; null for a jack that is not on PCI (USB). */
  readonly pci: string | null;
  readonly link: 'up' | 'down' | 'unknown';
  /** Mbit/s; null without link. */
  readonly speed: number | null;
  readonly rxQueues: number;
  readonly txQueues: number;
  readonly vectors: readonly Vector[];
  /** CPU mask per rx queue as sysfs prints it (`0`, `e`), by queue number. */
  readonly rps: readonly string[];
};

/** One interrupt of a jack. `queues` is empty for the link and misc vector. */
export type Vector = {
  /** Number of this boot only; numbers move between boots. */
  readonly irq: number;
  /** Name as in /proc/interrupts: `enp1s0-TxRx-0`. */
  readonly action: string;
  readonly serves: 'rx+tx' | 'rx' | 'tx' | 'all' | 'other';
  /** Queue number; null where `serves` is `all` or `other`. */
  readonly queue: number | null;
  /** CPUs it may run on and does run on, as lists (`0-3`); null where unreadable. */
  readonly affinity: string | null;
  readonly effective: string | null;
};
