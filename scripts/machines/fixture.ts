/** The facts that were collected about one box (shared/hardware/fixtures), read from its files. */
export type Fixture = {
  readonly folder: string;
  readonly dmi: Readonly<Record<string, string>>;
  readonly cpu: {
    readonly vendor_id: string;
    readonly cpu_family?: number;
    readonly model?: number;
    readonly model_name: string;
    readonly stepping?: number;
    readonly cpus: number;
  };
  readonly memoryKib: number;
  readonly net: readonly JackFixture[];
  readonly links: readonly {
    readonly ifname: string;
    readonly ifindex: number;
    readonly address: string;
    readonly flags: readonly string[];
  }[];
  readonly blockDevices: readonly BlockFixture[];
  readonly interrupts: string;
  readonly uefi: boolean;
};

/** A jack as the collected `net.json` has it; `irq_actions` goes with `msi_irqs` by place. */
export type JackFixture = {
  readonly ifname: string;
  readonly pci_address: string;
  readonly driver: string;
  readonly vendor: string;
  readonly device: string;
  readonly rx_queues: number;
  readonly tx_queues: number;
  readonly msi_irqs: readonly number[];
  readonly irq_actions: readonly string[];
  readonly rps_cpus_default: string;
  readonly max_speed_mbit: number;
};

/** A disk or partition as `lsblk --json` prints it; `size` in bytes. */
export type BlockFixture = {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly tran: string | null;
  readonly rm: boolean;
  readonly model: string | null;
  readonly fstype: string | null;
  readonly label: string | null;
  readonly mountpoints: readonly (string | null)[];
  readonly children?: readonly BlockFixture[];
};

/** Files of a packed machine: path to text, to where a link leads, or to null for a directory of which only the name counts. */
export type PackedFiles = Record<string, string | { readonly link: string } | null>;
