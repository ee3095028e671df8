import { readFileSync } from 'node:fs';
import { check, keepFile, naar, same, sh, that } from '../guest.ts';

/** `naar detect` against what QEMU was told about the box. */
export async function detection(): Promise<void> {
  const told = JSON.parse(readFileSync('/lab/job/box.json', 'utf8')) as Told;
  const output = sh(`${naar} detect --json`, 120);
  keepFile('detect.json', output);
  keepFile('detect.txt', sh(`${naar} detect 2>&1`, 120));
  const found = JSON.parse(output) as Found;
  const igb = found.jacks.filter(({ driver }) => driver === 'igb');

  await check('detect: board and BIOS are those of the SMBIOS strings', () => {
    same([found.board.vendor, found.board.product], [told.vendor, told.product], 'board');
    // SMBIOS writes month/day/year; naar says dates the ISO way
    const date = told.bios.date.replace(/(..)\/(..)\/(....)/, '$3-$1-$2');
    same(found.board.bios, { ...told.bios, date }, 'BIOS');
    same(found.firmware, 'bios', 'firmware');
  });
  await check('detect: four CPUs and the memory', () => {
    same(found.cpu.online, [...Array(told.cpus).keys()], 'CPUs');
    const missing = told.memoryMiB * 1024 * 1024 - found.memoryBytes;
    that(missing >= 0 && missing < 256 * 1024 * 1024, `memory is ${found.memoryBytes} bytes of ${told.memoryMiB} MiB`);
  });
  await check('detect: three igb jacks with name, MAC and PCI address', () => {
    same(
      igb.map(({ name, mac, pci }) => [name, mac, pci]),
      told.cables.map(({ jack }, index) => [`enp${index + 1}s0`, jack, `0000:0${index + 1}:00.0`]),
      'jacks',
    );
    same(
      igb.map(({ chip }) => chip),
      ['82576', '82576', '82576'],
      'chips',
    );
  });
  await check('detect: link and speed', () => {
    same(
      igb.map(({ link, speed }) => [link, speed]),
      igb.map(() => ['up', 1000]),
      'links',
    );
  });
  await check('detect: four queues each way, one vector for each and one for the link', () => {
    for (const jack of igb) {
      same([jack.rxQueues, jack.txQueues, jack.rps.length], [4, 4, 4], `queues of ${jack.name}`);
      const expected = [
        ['other', null],
        ...[0, 1, 2, 3].map((queue) => ['rx', queue]),
        ...[0, 1, 2, 3].map((queue) => ['tx', queue]),
      ];
      same(jack.vectors.map(({ serves, queue }) => [serves, queue]).sort(), expected.sort(), `vectors of ${jack.name}`);
    }
    return igb[0]?.vectors.map(({ irq, action }) => `${irq} ${action}`).join(', ');
  });
  await check('detect: IRQ numbers are those of /proc/interrupts', () => {
    const lines = readFileSync('/proc/interrupts', 'utf8').split('\n');
    for (const { irq, action } of igb.flatMap(({ vectors }) => vectors)) {
      const line = lines.find((text) => text.trim().startsWith(`${irq}:`)) ?? '';
      that(line.trim().endsWith(` ${action}`), `IRQ ${irq} is "${line.trim()}", not ${action}`);
    }
  });
  await check('detect: the disks', () => {
    same(
      found.disks.map(({ path, transport }) => [path, transport]),
      [
        ['/dev/vda', 'virtio'],
        ['/dev/vdb', 'virtio'],
      ],
      'disks',
    );
  });
}

type Told = {
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly vendor: string;
  readonly product: string;
  readonly bios: { readonly vendor: string; readonly version: string; readonly date: string };
  readonly cables: readonly { readonly jack: string; readonly far: string }[];
};

type Found = {
  readonly board: { readonly vendor: string; readonly product: string; readonly bios: object };
  readonly firmware: string;
  readonly cpu: { readonly online: readonly number[] };
  readonly memoryBytes: number;
  readonly jacks: readonly FoundJack[];
  readonly disks: readonly { readonly path: string; readonly transport: string; readonly sizeBytes: number }[];
};

type FoundJack = {
  readonly name: string;
  readonly mac: string;
  readonly driver: string;
  readonly chip: string;
  readonly pci: string;
  readonly link: string;
  readonly speed: number | null;
  readonly rxQueues: number;
  readonly txQueues: number;
  readonly vectors: readonly {
    readonly irq: number;
    readonly action: string;
    readonly serves: string;
    readonly queue: number | null;
  }[];
  readonly rps: readonly string[];
};
