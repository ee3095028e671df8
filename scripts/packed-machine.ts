/**
 * A collected machine in the form that naar replays: every file at its own
 * path, as the NixOS installer would show it on that box. Captured and invented
 * values are told apart in `note`, after the fixtures' own README.
 */
export function packedMachine(fixture: Fixture) {
  const disks = diskFiles(fixture);
  return {
    note: [
      `Made by scripts/make-machines.ts from ../shared/hardware/fixtures/${fixture.folder}; do not edit.`,
      'Captured from a real machine: DMI texts, PCI ids and addresses of the jacks, CPU of the APUs.',
      'Reconstructed: interrupt and queue layout (from driver facts), counters, CPU of each interrupt, link states, disks.',
      'Invented: MAC addresses (prefix of PC Engines or local), disk serial numbers, kernel version, mounts, bridges above the jacks.',
    ],
    hardware: hardware(fixture),
    files: sorted({
      ...dmiFiles(fixture.dmi),
      ...systemFiles(fixture),
      ...Object.assign({}, ...fixture.net.map((jack) => jackFiles(jack, fixture))),
      ...disks,
    }),
  };
}

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

type JackFixture = {
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

type BlockFixture = {
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

type Files = Record<string, string | { readonly link: string } | null>;

/** What systeminformation reports on such a box without dmidecode, as in the installer. */
function hardware({ dmi, cpu, memoryKib, blockDevices }: Fixture) {
  const told = (text: string | undefined) => (text === undefined || text === 'Default string' ? '' : text);
  const [month = '', day = '', year = ''] = (dmi.bios_date ?? '').split('/');
  const intel = cpu.vendor_id === 'GenuineIntel';
  return {
    system: {
      manufacturer: told(dmi.sys_vendor),
      model: told(dmi.product_name),
      version: told(dmi.product_version),
      sku: '-',
    },
    bios: { vendor: dmi.bios_vendor, version: dmi.bios_version, releaseDate: `${year}-${month}-${day}` },
    baseboard: { manufacturer: told(dmi.board_vendor), model: told(dmi.board_name) },
    cpu: {
      manufacturer: intel ? 'Intel' : 'AMD',
      brand: cpu.model_name.replace(/^(Intel\(R\)|AMD) /, ''),
      family: String(cpu.cpu_family ?? ''),
      model: String(cpu.model ?? ''),
      stepping: String(cpu.stepping ?? ''),
      cores: cpu.cpus,
      physicalCores: cpu.cpus,
    },
    mem: { total: memoryKib * 1024 },
    blockDevices: blockDevices
      .flatMap((device) => [device, ...(device.children ?? [])])
      .map((device) => ({
        name: device.name,
        type: device.type,
        fsType: device.fstype ?? '',
        mount: device.mountpoints[0] ?? '',
        size: device.size,
        label: device.label ?? '',
        model: device.model ?? '',
        protocol: device.tran ?? '',
        removable: device.rm,
      }))
      .sort((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name)),
  };
}

function dmiFiles(dmi: Fixture['dmi']): Files {
  const home = '/sys/devices/virtual/dmi/id';
  const texts = Object.entries(dmi).map(([name, text]) => [`${home}/${name}`, `${text}\n`]);
  return { '/sys/class/dmi/id': { link: home }, ...Object.fromEntries(texts) };
}

function systemFiles({ cpu, interrupts, uefi }: Fixture): Files {
  const efi: Files = { '/sys/firmware/efi/fw_platform_size': '64\n', '/sys/firmware/efi/efivars': null };
  return {
    '/etc/os-release':
      'ID=nixos\nNAME=NixOS\nPRETTY_NAME="NixOS 26.05 (Yarara)"\nVARIANT="Installer"\nVARIANT_ID=installer\nVERSION="26.05 (Yarara)"\nVERSION_CODENAME=yarara\nVERSION_ID="26.05"\n',
    '/proc/sys/kernel/osrelease': '6.18.15\n',
    '/proc/interrupts': interrupts,
    '/sys/devices/system/cpu/online': `0-${cpu.cpus - 1}\n`,
    ...(uefi ? efi : {}),
  };
}

function jackFiles(jack: JackFixture, { net, links, interrupts, cpu, uefi }: Fixture): Files {
  const { ifname, pci_address: pci } = jack;
  const link = links.find((one) => one.ifname === ifname);
  if (link === undefined) throw new Error(`${ifname} is not in ip-link.json`);
  const device = `/sys/devices/pci0000:00/${rootPort(net.indexOf(jack), net.length, uefi)}/${pci}`;
  const home = `${device}/net/${ifname}`;
  const up = link.flags.includes('LOWER_UP');
  const queues: Files = {};
  for (let queue = 0; queue < jack.rx_queues; queue++)
    queues[`${home}/queues/rx-${queue}/rps_cpus`] = `${jack.rps_cpus_default}\n`;
  for (let queue = 0; queue < jack.tx_queues; queue++) queues[`${home}/queues/tx-${queue}`] = null;
  const vectors: Files = {};
  jack.msi_irqs.forEach((irq, index) => {
    vectors[`${device}/msi_irqs/${irq}`] = 'msix\n';
    vectors[`/proc/irq/${irq}/${jack.irq_actions[index]}`] = null;
    vectors[`/proc/irq/${irq}/smp_affinity_list`] = `0-${cpu.cpus - 1}\n`;
    vectors[`/proc/irq/${irq}/effective_affinity_list`] = `${countingCpu(interrupts, irq)}\n`;
  });
  return {
    [`/sys/class/net/${ifname}`]: { link: home },
    [`${home}/address`]: `${link.address}\n`,
    [`${home}/addr_assign_type`]: '0\n',
    [`${home}/carrier`]: up ? '1\n' : '0\n',
    // igb and igc answer -1 without link.
    [`${home}/speed`]: up ? `${jack.max_speed_mbit}\n` : '-1\n',
    [`${home}/type`]: '1\n',
    [`${home}/uevent`]: `INTERFACE=${ifname}\nIFINDEX=${link.ifindex}\n`,
    [`${home}/device`]: { link: device },
    [`${device}/driver`]: { link: `/sys/bus/pci/drivers/${jack.driver}` },
    [`${device}/vendor`]: `${jack.vendor}\n`,
    [`${device}/device`]: `${jack.device}\n`,
    '/sys/class/net/lo': { link: '/sys/devices/virtual/net/lo' },
    ...queues,
    ...vectors,
  };
}

/** Buses 01, 02, … hang behind consecutive bridges: 00:02.1 first where there are four jacks, else 00:02.2 (APU). */
function rootPort(index: number, jacks: number, n100: boolean): string {
  return n100 ? `0000:00:1c.${index}` : `0000:00:02.${index + (jacks === 4 ? 1 : 2)}`;
}

/** The CPU that counted most of an interrupt's calls in /proc/interrupts; CPU 0 where none is listed. */
function countingCpu(interrupts: string, irq: number): number {
  const line = interrupts.split('\n').find((one) => one.trim().startsWith(`${irq}:`)) ?? '';
  const cpus = (interrupts.split('\n')[0] ?? '').trim().split(/\s+/).length;
  const counters = line
    .trim()
    .split(/\s+/)
    .slice(1, 1 + cpus)
    .map(Number);
  return Math.max(counters.indexOf(Math.max(...counters)), 0);
}

/** Serial numbers are invented; the SSD's is the one of the example answers. */
const stableNames: Readonly<Record<string, readonly string[]>> = {
  'SATA SSD': ['ata-SATA_SSD_20012345678'],
  'Ultra USB 3.0': ['usb-SanDisk_Ultra_USB_3.0_4C530001050123456789-0:0'],
  CT500P3SSD8: ['nvme-CT500P3SSD8_23010000A1B2', 'nvme-eui.000000000000000100a0750123456789'],
  mmcblk0: ['mmc-SD16G_0x01234567'],
};

function diskFiles({ blockDevices, uefi }: Fixture): Files {
  const usb = uefi ? '0000:00:14.0/usb2/2-1/2-1:1.0' : '0000:00:10.0/usb2/2-1/2-1:1.0';
  const homes: Readonly<Record<string, string>> = {
    sata: '/sys/devices/pci0000:00/0000:00:11.0/ata1/host0/target0:0:0/0:0:0:0/block',
    usb: `/sys/devices/pci0000:00/${usb}/host6/target6:0:0/6:0:0:0/block`,
    mmc: '/sys/devices/pci0000:00/0000:00:14.7/mmc_host/mmc0/mmc0:0001/block',
    nvme: '/sys/devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0',
  };
  const files: Files = {};
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

/** The installer runs from its stick: /iso on it, the store in a squashfs file on that, both below memory. */
function installerMounts(stick: BlockFixture, home: string): Files {
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

function sorted(files: Files): Files {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
