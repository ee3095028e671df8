import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installTargets } from '../../src/facts/disks.ts';
import type { Jack } from '../../src/facts/facts.ts';
import { probeFacts, probeJacks } from '../../src/facts/probe-facts.ts';
import type { MachineTree } from '../../src/system/machine-tree.ts';
import { openMachine } from '../../src/system/machines.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { boxTree, i211Interrupts } from './boxes.ts';

const factsOf = (tree: MachineTree) => probeFacts(recordedSystem(tree));
const captured = (name: string) => readFileSync(join(import.meta.dirname, 'interrupts', `${name}.txt`), 'utf8');

/** `enp1s0 00:0d:b9:00:00:01 i210 igb 01:00.0 up 1000 4/4` */
function jackLine({ name, mac, chip, driver, pci, link, speed, rxQueues, txQueues }: Jack): string {
  return [name, mac, chip, driver, pci?.slice(5), link, speed, `${rxQueues}/${txQueues}`].join(' ');
}

/** `32>0 rx+tx 0`: interrupt, CPU, what it serves. */
function vectorLine({ vectors }: Jack): string {
  return vectors
    .map(({ irq, effective, serves, queue }) => `${irq}>${effective} ${serves}${queue === null ? '' : ` ${queue}`}`)
    .join(', ');
}

describe('the machines that come with naar', () => {
  it('apu2: three i210 with four paired queues', async () => {
    const facts = await probeFacts(await openMachine('apu2'));
    expect(facts.board).toEqual({
      vendor: 'PC Engines',
      product: 'apu2',
      sku: '4 GB',
      bios: { vendor: 'coreboot', version: 'v4.0.23', date: '2019-01-09' },
    });
    expect(facts).toMatchObject({
      firmware: 'bios',
      os: { id: 'nixos', release: '26.05', kernel: '6.18.15', role: 'installer' },
      cpu: { model: 'AMD GX-412TC SOC', online: [0, 1, 2, 3] },
      memoryBytes: 4_108_115_968,
      interruptsReadable: true,
    });
    expect(facts.jacks.map(jackLine)).toEqual([
      'enp1s0 00:0d:b9:00:00:01 i210 igb 01:00.0 up 1000 4/4',
      'enp2s0 00:0d:b9:00:00:02 i210 igb 02:00.0 down  4/4',
      'enp3s0 00:0d:b9:00:00:03 i210 igb 03:00.0 down  4/4',
    ]);
    expect(facts.jacks.map(vectorLine)).toEqual([
      '31>3 other, 32>0 rx+tx 0, 33>1 rx+tx 1, 34>2 rx+tx 2, 35>3 rx+tx 3',
      '37>1 other, 38>0 rx+tx 0, 39>1 rx+tx 1, 40>2 rx+tx 2, 41>3 rx+tx 3',
      '43>3 other, 44>0 rx+tx 0, 45>1 rx+tx 1, 46>2 rx+tx 2, 47>3 rx+tx 3',
    ]);
    expect(facts.jacks[0]?.vectors[1]).toEqual({
      irq: 32,
      action: 'enp1s0-TxRx-0',
      serves: 'rx+tx',
      queue: 0,
      affinity: '0-3',
      effective: '0',
    });
    expect(facts.jacks[0]?.rps).toEqual(['0', '0', '0', '0']);
    expect(facts.disks.map(({ path, transport, bootMedium }) => [path, transport, bootMedium])).toEqual([
      ['/dev/mmcblk0', 'mmc', false],
      ['/dev/sda', 'sata', false],
      ['/dev/sdb', 'usb', true],
    ]);
    expect(facts.disks[1]?.byId).toEqual(['/dev/disk/by-id/ata-SATA_SSD_20012345678']);
    expect(facts.disks[2]?.partitions.map(({ path, mountPoint }) => [path, mountPoint])).toEqual([
      ['/dev/sdb1', '/iso'],
      ['/dev/sdb2', ''],
    ]);
    expect(installTargets(facts).map(({ path }) => path)).toEqual(['/dev/mmcblk0', '/dev/sda']);
  });

  it('apu3: three i211, whose two queues are not paired', async () => {
    const facts = await probeFacts(await openMachine('apu3'));
    expect(facts.board).toMatchObject({ product: 'apu3', bios: { version: 'v4.19.0.1', date: '2023-01-31' } });
    expect(facts.jacks.map(jackLine)).toEqual([
      'enp1s0 00:0d:b9:00:00:01 i211 igb 01:00.0 up 1000 2/2',
      'enp2s0 00:0d:b9:00:00:02 i211 igb 02:00.0 up 1000 2/2',
      'enp3s0 00:0d:b9:00:00:03 i211 igb 03:00.0 down  2/2',
    ]);
    expect(vectorLine(facts.jacks[1]!)).toBe('37>1 other, 38>0 rx 0, 39>1 rx 1, 40>2 tx 0, 41>3 tx 1');
    expect(installTargets(facts).map(({ path }) => path)).toEqual(['/dev/sda']);
  });

  it('apu4: four i211, 2 GB', async () => {
    const facts = await probeFacts(await openMachine('apu4'));
    expect(facts.board).toMatchObject({ product: 'apu4', sku: '2 GB' });
    expect(facts.memoryBytes).toBeLessThan(2.1e9);
    expect(facts.jacks.map(({ name, pci }) => `${name} ${pci}`)).toEqual([
      'enp1s0 0000:01:00.0',
      'enp2s0 0000:02:00.0',
      'enp3s0 0000:03:00.0',
      'enp4s0 0000:04:00.0',
    ]);
    expect(vectorLine(facts.jacks[3]!)).toBe('50>2 other, 51>0 rx 0, 52>1 rx 1, 53>2 tx 0, 54>3 tx 1');
  });

  it('n100: UEFI, NVMe on bus 01, so the jacks start at enp2s0', async () => {
    const facts = await probeFacts(await openMachine('n100'));
    expect(facts.firmware).toBe('uefi');
    expect(facts.cpu.model).toBe('Intel N100');
    expect(facts.jacks.map(jackLine)).toEqual([
      'enp2s0 02:00:5e:00:00:01 i226 igc 02:00.0 up 2500 4/4',
      'enp3s0 02:00:5e:00:00:02 i226 igc 03:00.0 down  4/4',
      'enp4s0 02:00:5e:00:00:03 i226 igc 04:00.0 down  4/4',
      'enp5s0 02:00:5e:00:00:04 i226 igc 05:00.0 down  4/4',
    ]);
    expect(vectorLine(facts.jacks[0]!)).toBe('140>2 other, 141>0 rx+tx 0, 142>1 rx+tx 1, 143>2 rx+tx 2, 144>3 rx+tx 3');
    expect(installTargets(facts).map(({ path, byId }) => [path, byId[0]])).toEqual([
      ['/dev/nvme0n1', '/dev/disk/by-id/nvme-CT500P3SSD8_23010000A1B2'],
    ]);
  });
});

const i211 = { driver: 'igb', ids: ['0x8086', '0x1539'], queues: 2 } as const;
const threeJacks = {
  ...i211,
  jacks: [
    ['enp1s0', '0000:01:00.0', i211Interrupts('enp1s0', 31)],
    ['enp2s0', '0000:02:00.0', i211Interrupts('enp2s0', 37)],
    ['enp3s0', '0000:03:00.0', i211Interrupts('enp3s0', 43)],
  ],
} as const;
const firstJack = '/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.0';

describe('the firmware', () => {
  const efi = { '/sys/firmware/efi/fw_platform_size': { text: '64\n' } };

  it('is UEFI where its directory is, whatever the board is called', async () => {
    // an APU with a UEFI payload in its coreboot, and a mini PC that is set to start like a BIOS
    expect((await factsOf(boxTree(threeJacks))).firmware).toBe('bios');
    expect((await factsOf(boxTree(threeJacks, efi))).firmware).toBe('uefi');
    const mini = { ...threeJacks, dmi: { sys_vendor: 'CWWK', product_name: 'CW-AD4L-N V1' } };
    expect((await factsOf(boxTree(mini))).firmware).toBe('bios');
    expect((await factsOf(boxTree(mini, efi))).firmware).toBe('uefi');
  });
});

describe('odd boards', () => {
  it('a CPU that is switched off counts for nothing', async () => {
    const facts = await factsOf(boxTree(threeJacks, { '/sys/devices/system/cpu/online': { text: '0,2-3\n' } }));
    expect(facts.cpu.online).toEqual([0, 2, 3]);
  });

  it('interrupts come by their numbers, also across a power of ten', async () => {
    const box = { ...i211, jacks: [['enp1s0', '0000:01:00.0', i211Interrupts('enp1s0', 97)]] } as const;
    expect((await factsOf(boxTree(box))).jacks[0]?.vectors.map(({ irq }) => irq)).toEqual([97, 98, 99, 100, 101]);
  });

  it('a single interrupt of sysfs is enough, /proc/interrupts or not', async () => {
    const box = {
      driver: 'r8169',
      ids: ['0x10ec', '0x8168'],
      queues: 1,
      jacks: [['eth0', '0000:01:00.0', { 28: 'eth0' }]],
    } as const;
    expect((await factsOf(boxTree(box))).jacks.map(vectorLine)).toEqual(['28>0 all']);
  });

  it('two jacks of one PCI function come by their names', async () => {
    const second = '/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.0/net/enp1s0d1';
    const facts = await factsOf(
      boxTree(
        { ...i211, jacks: [['enp1s0', '0000:01:00.0', {}]] },
        { '/sys/class/net/aaa-enp1s0d1': { link: second }, [`${second}/type`]: { text: '1\n' } },
      ),
    );
    expect(facts.jacks.map(({ name }) => name)).toEqual(['enp1s0', 'aaa-enp1s0d1']);
  });

  it('a board that says apu4 and has three jacks has three jacks', async () => {
    const facts = await factsOf(boxTree(threeJacks));
    expect(facts.board.product).toBe('apu4');
    expect(facts.jacks.map(({ name }) => name)).toEqual(['enp1s0', 'enp2s0', 'enp3s0']);
  });

  it('apu1: one interrupt per jack carries all its work', async () => {
    const facts = await factsOf(
      boxTree({
        dmi: {
          sys_vendor: 'PC Engines',
          product_name: 'APU',
          product_sku: '4 GB',
          bios_version: 'SageBios_PCEngines_APU-45',
        },
        cpus: 2,
        driver: 'r8169',
        ids: ['0x10ec', '0x8168'],
        queues: 1,
        jacks: [
          ['eth0', '0000:01:00.0', { 28: 'eth0' }],
          ['eth1', '0000:02:00.0', { 29: 'eth1' }],
          ['eth2', '0000:03:00.0', { 30: 'eth2' }],
        ],
        interrupts: captured('apu1'),
      }),
    );
    expect(facts.board.product).toBe('APU');
    expect(facts.cpu.online).toEqual([0, 1]);
    expect(facts.jacks.map(jackLine)).toEqual([
      'eth0 00:0d:b9:00:00:01 RTL8111 r8169 01:00.0 down  1/1',
      'eth1 00:0d:b9:00:00:02 RTL8111 r8169 02:00.0 down  1/1',
      'eth2 00:0d:b9:00:00:03 RTL8111 r8169 03:00.0 down  1/1',
    ]);
    expect(facts.jacks.map(vectorLine)).toEqual(['28>1 all', '29>1 all', '30>1 all']);
  });

  it('without msi_irqs the names in /proc/interrupts tell, in the old form too', async () => {
    const gone = Object.fromEntries([31, 32, 33, 34, 35].map((irq) => [`${firstJack}/msi_irqs/${irq}`, undefined]));
    const [jack] = (await factsOf(boxTree({ ...threeJacks, interrupts: captured('apu2-blog-numbering') }, gone))).jacks;
    expect(jack?.vectors.map(({ irq, action }) => `${irq} ${action}`)).toEqual([
      '36 enp1s0',
      '37 enp1s0-TxRx-0',
      '38 enp1s0-TxRx-1',
      '39 enp1s0-TxRx-2',
      '40 enp1s0-TxRx-3',
    ]);
  });

  it('sysfs wins over a name: a jack that was renamed while in use keeps its interrupts', async () => {
    const box = { ...i211, jacks: [['wan0', '0000:01:00.0', i211Interrupts('enp1s0', 31)]] } as const;
    expect(vectorLine((await factsOf(boxTree(box))).jacks[0]!)).toBe(
      '31>0 other, 32>0 rx 0, 33>0 rx 1, 34>0 tx 0, 35>0 tx 1',
    );
  });

  it('where the kernel names no action, /proc/interrupts does; an interrupt nobody uses is left out', async () => {
    const unnamed = { '/proc/irq/31/enp1s0': undefined, '/proc/irq/32/enp1s0-rx-0': undefined };
    const interrupts = '           CPU0\n 31:   7  PCI-MSI 524288-edge      enp1s0\n';
    const [jack] = (await factsOf(boxTree({ ...threeJacks, interrupts }, unnamed))).jacks;
    expect(jack?.vectors.map(({ irq, action }) => `${irq} ${action}`)).toEqual([
      '31 enp1s0',
      '33 enp1s0-rx-1',
      '34 enp1s0-tx-0',
      '35 enp1s0-tx-1',
    ]);
  });

  it('virtio: the interrupts bear the name of the virtio device', async () => {
    const pci = '/sys/devices/pci0000:00/0000:00:03.0';
    const box = { driver: 'virtio_net', ids: ['0x1af4', '0x1041'], queues: 1, jacks: [] } as const;
    const jack = {
      '/sys/class/net/eth0': { link: `${pci}/virtio2/net/eth0` },
      [`${pci}/virtio2/net/eth0/type`]: { text: '1\n' },
      [`${pci}/virtio2/net/eth0/address`]: { text: '02:fc:00:00:00:01\n' },
      [`${pci}/virtio2/net/eth0/addr_assign_type`]: { text: '0\n' },
      [`${pci}/virtio2/net/eth0/carrier`]: { text: '1\n' },
      [`${pci}/virtio2/net/eth0/speed`]: { text: '-1\n' },
      [`${pci}/virtio2/net/eth0/device`]: { link: `${pci}/virtio2` },
      [`${pci}/virtio2/net/eth0/queues/rx-0/rps_cpus`]: { text: '3\n' },
      [`${pci}/virtio2/driver`]: { link: '/sys/bus/virtio/drivers/virtio_net' },
      [`${pci}/vendor`]: { text: '0x1af4\n' },
      [`${pci}/device`]: { text: '0x1041\n' },
    };
    const facts = await factsOf(boxTree({ ...box, interrupts: captured('virtual-machine') }, jack));
    expect(facts.jacks.map(jackLine)).toEqual(['eth0 02:fc:00:00:00:01 virtio virtio_net 00:03.0 up  1/0']);
    expect(facts.jacks[0]?.vectors.map(({ irq, serves, queue }) => [irq, serves, queue])).toEqual([
      [37, 'other', null],
      [38, 'rx', 0],
      [39, 'tx', 0],
    ]);
    expect(facts.jacks[0]?.rps).toEqual(['3']);
  });

  it('ten and more queues stay in order', async () => {
    const [jack] = (
      await factsOf(
        boxTree({ ...threeJacks, queues: 12 }, { [`${firstJack}/net/enp1s0/queues/rx-10/rps_cpus`]: { text: 'a\n' } }),
      )
    ).jacks;
    expect(jack?.rps[10]).toBe('a');
  });

  it('the jacks come in the order of their PCI addresses, those on USB last', async () => {
    const box = {
      ...i211,
      jacks: [
        ['enp16s0', '0000:10:00.0', {}],
        ['enp10s0', '0000:0a:00.0', {}],
        ['enp9s0', '0000:09:00.0', {}],
      ],
    } as const;
    const usb = '/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/net/enx000db9000009';
    const facts = await factsOf(
      boxTree(box, {
        '/sys/class/net/enx000db9000009': { link: usb },
        [`${usb}/type`]: { text: '1\n' },
        [`${usb}/addr_assign_type`]: { text: '0' },
      }),
    );
    expect(facts.jacks.map(({ name }) => name)).toEqual(['enp9s0', 'enp10s0', 'enp16s0', 'enx000db9000009']);
  });
});

describe('what is no jack', () => {
  const counted = async (changes: Parameters<typeof boxTree>[1]) =>
    (await factsOf(boxTree(threeJacks, changes))).jacks.length;
  it.each([
    ['Wi-Fi', { [`${firstJack}/net/enp1s0/uevent`]: { text: 'DEVTYPE=wlan\nINTERFACE=enp1s0\n' } }],
    ['a mobile modem', { [`${firstJack}/net/enp1s0/uevent`]: { text: 'DEVTYPE=wwan\nINTERFACE=enp1s0\n' } }],
    ['InfiniBand', { [`${firstJack}/net/enp1s0/type`]: { text: '32\n' } }],
    ['a virtual function', { [`${firstJack}/physfn`]: { link: '/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.1' } }],
  ])('%s', async (_, changes) => {
    expect(await counted(changes)).toBe(2);
  });

  it.each(['br0', 'wan', 'ppp0', 'veth12ab', 'docker0', 'bond0'])('%s', async (name) => {
    const home = `/sys/devices/virtual/net/${name}`;
    expect(await counted({ [`/sys/class/net/${name}`]: { link: home }, [`${home}/type`]: { text: '1\n' } })).toBe(3);
  });
});

describe('the permanent MAC', () => {
  const cloned = {
    [`${firstJack}/net/enp1s0/address`]: { text: '02:aa:aa:aa:aa:aa\n' },
    [`${firstJack}/net/enp1s0/addr_assign_type`]: { text: '3\n' },
  };
  const macOf = async (tree: MachineTree) => (await factsOf(tree)).jacks[0]?.mac;

  it('is not the one that was cloned for the ISP', async () => {
    const ip = { text: '[{"ifname":"enp1s0","address":"02:aa:aa:aa:aa:aa","permaddr":"00:0d:b9:00:00:01"}]' };
    expect(await macOf(boxTree(threeJacks, { ...cloned, '/commands/ip -j link show': ip }))).toBe('00:0d:b9:00:00:01');
    const ethtool = { text: 'Permanent address: 00:0d:b9:00:00:01\n' };
    expect(await macOf(boxTree(threeJacks, { ...cloned, '/commands/ethtool -P enp1s0': ethtool }))).toBe(
      '00:0d:b9:00:00:01',
    );
    expect(await macOf(boxTree(threeJacks, cloned))).toBe('');
  });

  it('is read without a command where nothing was cloned', async () => {
    const system = recordedSystem(boxTree(threeJacks));
    expect((await probeFacts(system)).jacks[0]?.mac).toBe('00:0d:b9:00:00:01');
    expect(system.commands).toEqual([]);
    expect(system.writes.size).toBe(0);
  });
});

describe('link and speed', () => {
  it.each([
    ['up', '1\n', '100\n', 'up', 100],
    ['up, speed unknown', '1\n', '-1\n', 'up', null],
    ['up, speed not told', '1\n', '0\n', 'up', null],
    ['down with a leftover speed', '0\n', '1000\n', 'down', null],
    ['switched off, so the kernel declines', undefined, undefined, 'unknown', null],
  ])('%s', async (_, carrier, speed, link, mbits) => {
    const entry = (text: string | undefined) => (text === undefined ? undefined : { text });
    const [jack] = (
      await factsOf(
        boxTree(threeJacks, {
          [`${firstJack}/net/enp1s0/carrier`]: entry(carrier),
          [`${firstJack}/net/enp1s0/speed`]: entry(speed),
        }),
      )
    ).jacks;
    expect(jack).toMatchObject({ link, speed: mbits });
  });
});

describe('the disk of the running system', () => {
  const bootDisks = async (mountinfo: string, changes: Parameters<typeof boxTree>[1] = {}) =>
    (await factsOf(boxTree(threeJacks, { '/proc/self/mountinfo': { text: mountinfo }, ...changes }))).disks
      .filter(({ bootMedium }) => bootMedium)
      .map(({ path }) => path);
  const sda = '/sys/devices/pci0000:00/0000:00:11.0/ata1/host0/target0:0:0/0:0:0:0/block/sda';

  it('by the number of the root file system', async () => {
    expect(
      await bootDisks('26 1 8:2 / / rw - ext4 /dev/root rw', { '/sys/dev/block/8:2': { link: `${sda}/sda2` } }),
    ).toEqual(['/dev/sda']);
  });

  it('by its name for btrfs, whose numbers are its own', async () => {
    const part = { '/sys/class/block/sda2': { link: `${sda}/sda2` } };
    expect(await bootDisks('26 1 0:29 /root / rw - btrfs /dev/sda2 rw', part)).toEqual(['/dev/sda']);
    const named = { ...part, '/dev/disk/by-label/nixos': { link: '/dev/sda2' } };
    expect(await bootDisks('26 1 0:29 / / rw - btrfs /dev/disk/by-label/nixos rw', named)).toEqual(['/dev/sda']);
  });

  it('through LVM on LUKS', async () => {
    expect(
      await bootDisks('26 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw', {
        '/sys/dev/block/253:1': { link: '/sys/devices/virtual/block/dm-1' },
        '/sys/devices/virtual/block/dm-1/slaves/dm-0': { link: '/sys/devices/virtual/block/dm-0' },
        '/sys/class/block/dm-0': { link: '/sys/devices/virtual/block/dm-0' },
        '/sys/devices/virtual/block/dm-0/slaves/sda2': { link: `${sda}/sda2` },
        '/sys/class/block/sda2': { link: `${sda}/sda2` },
      }),
    ).toEqual(['/dev/sda']);
  });

  it('through the loop file of an image that lies on a stick', async () => {
    const mountinfo = [
      '26 1 0:22 / / rw - tmpfs tmpfs rw',
      '27 26 7:1 / /iso ro - iso9660 /dev/loop1 ro',
      '28 26 8:16 / /mnt/stick ro - vfat /dev/sdb ro',
    ].join('\n');
    expect(
      await bootDisks(mountinfo, {
        '/sys/dev/block/7:1': { link: '/sys/devices/virtual/block/loop1' },
        '/sys/devices/virtual/block/loop1/loop/backing_file': { text: '/mnt/stick/nixos.iso\n' },
      }),
    ).toEqual(['/dev/sdb']);
  });

  it('a loop file that lies on itself ends the search', { timeout: 5000 }, async () => {
    expect(
      await bootDisks('26 1 7:0 / / rw - ext4 /dev/loop0 rw', {
        '/sys/dev/block/7:0': { link: '/sys/devices/virtual/block/loop0' },
        '/sys/devices/virtual/block/loop0/loop/backing_file': { text: '/image\n' },
      }),
    ).toEqual([]);
  });

  it('a disk mounted by the person is not it', async () => {
    const target = { '/sys/dev/block/8:2': { link: `${sda}/sda2` } };
    expect(
      await bootDisks('26 1 0:22 / / rw - tmpfs tmpfs rw\n30 26 8:2 / /mnt rw - ext4 /dev/sda2 rw', target),
    ).toEqual([]);
  });
});

it('an installed router is told by its answers, whose content is not read', async () => {
  const osRelease = { text: 'ID=nixos\nVERSION_ID="26.05"\n' };
  const asked: string[] = [];
  const system = recordedSystem(
    boxTree(threeJacks, { '/etc/os-release': osRelease, '/etc/nixos/answers.yaml': { text: 'version: 1\n' } }),
  );
  const facts = await probeFacts({
    ...system,
    readText: (path) => {
      asked.push(path);
      return system.readText(path);
    },
  });
  expect(facts.os.role).toBe('router');
  expect(asked.filter((path) => path.startsWith('/etc/'))).toEqual(['/etc/os-release']);
});

it('a closed /etc/nixos tells nothing, and stops nothing', async () => {
  const system = recordedSystem(boxTree(threeJacks, { '/etc/os-release': { text: 'ID=nixos\nVERSION_ID="26.05"\n' } }));
  const list: typeof system.list = async (path) => {
    if (path === '/etc/nixos') throw new Error('/etc/nixos may not be read by this user.');
    return system.list(path);
  };
  expect((await probeFacts({ ...system, list })).os).toMatchObject({ id: 'nixos', role: 'other' });
});

it('the jacks alone are the same, and ask for no hardware report and no command', async () => {
  const system = await openMachine('n100');
  const refused = async () => {
    throw new Error('not needed for the jacks');
  };
  expect(await probeJacks({ ...system, hardware: refused, run: refused })).toEqual((await probeFacts(system)).jacks);
});

it('a container or an empty machine is no error', async () => {
  const facts = await factsOf({});
  expect(facts).toEqual({
    board: { vendor: '', product: '', sku: '', bios: { vendor: '', version: '', date: '' } },
    firmware: 'bios',
    os: { id: '', release: null, kernel: '', role: 'other' },
    cpu: { model: '', online: [0] },
    memoryBytes: 0,
    disks: [],
    jacks: [],
    interruptsReadable: false,
  });
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});
