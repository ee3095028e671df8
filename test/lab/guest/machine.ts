import { readFileSync } from 'node:fs';
import { check, inside, keepFile, same, sh, that, until } from './guest.ts';
import { moveFarEnd } from './wires.ts';

const node = '/usr/local/bin/node';
const naar = `${node} /lab/job/naar.mjs`;
const script = '/run/out/irq-tuning.sh';

/** The bare box: detection against what QEMU was told, then the tuning script against real interrupts. */
export async function run(): Promise<void> {
  for (const n of [1, 2, 3]) {
    moveFarEnd(n, `far${n}`);
    sh(`ip link set enp${n}s0 up`);
  }
  sh('ip addr add 10.9.1.1/24 dev enp1s0; ip addr add 10.9.2.1/24 dev enp2s0');
  inside('far1', 'ip addr add 10.9.1.2/24 dev far');
  inside('far2', 'ip addr add 10.9.2.2/24 dev far');
  await until(30, () => sh('cat /sys/class/net/enp1s0/carrier /sys/class/net/enp2s0/carrier') === '1\n1\n');
  await detection();
  await tuning();
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

async function detection(): Promise<void> {
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

type Planned = {
  readonly jack: string;
  readonly irq: number;
  readonly action: string;
  readonly cpu: string;
  readonly rps: string;
};

async function tuning(): Promise<void> {
  const before = state();
  await check('render: files for this very box are written', () => {
    sh(`${naar} render --answers /lab/job/answers.yaml --out /run/out`, 120);
  });
  keepFile('irq-tuning.sh', readFileSync(script, 'utf8'));
  const plan = planned(readFileSync(script, 'utf8'));
  await check('tuning: the table in the script names every interrupt of both jacks', () =>
    same(plan.length, 18, 'lines'),
  );
  await check('tuning: the script runs and complains of nothing', () => {
    const said = sh(`bash ${script} 2>&1`, 120);
    keepFile('irq-tuning.txt', said);
    that(!/could not|missing|no interrupt/.test(said), said);
  });
  traffic();
  keepFile('irq-tuning-show.txt', sh(`bash ${script} --show 2>&1`));
  await check('tuning: after traffic each interrupt runs on the CPU that the plan names', async () => {
    await until(30, () => {
      traffic();
      const wrong = plan
        .filter(({ irq, cpu, action }) => effective(irq) !== cpu && action.includes('-'))
        .map(({ action, irq, cpu }) => `${action} on ${effective(irq)} and not ${cpu}`);
      that(wrong.length === 0, wrong.join(', '));
    });
    return plan.map(({ action, irq }) => `${action} ${effective(irq)}`).join(', ');
  });
  await check('tuning: RPS masks are those of the plan', () => {
    for (const { jack, action, rps } of plan) {
      const queue = /-rx-(\d+)$/.exec(action)?.[1];
      if (queue !== undefined) same(mask(jack, 'rx', queue, 'rps'), rps === '-' ? '0' : rps, `${jack} rx-${queue}`);
    }
  });
  await check('tuning: each CPU sends through one queue, that whose interrupt it takes (XPS)', () => {
    for (const { jack, action, cpu } of plan) {
      const queue = /-tx-(\d+)$/.exec(action)?.[1];
      if (queue !== undefined)
        same(mask(jack, 'tx', queue, 'xps'), (1 << Number(cpu)).toString(16), `${jack} tx-${queue}`);
    }
  });
  await check('tuning: a second run changes nothing', () => {
    const once = state();
    sh(`bash ${script} 2>&1`, 120);
    same(state(), once, 'state');
  });
  await check('tuning: --reset gives it all back', () => {
    sh(`bash ${script} --reset 2>&1`, 120);
    const after = state();
    for (const [file, value] of Object.entries(after))
      same(value, file.endsWith('smp_affinity_list') ? '0-3' : '0', file);
    same(Object.keys(after), Object.keys(before), 'files');
  });
}

/** The table that naar writes into the head of the script: what it planned for this box. */
function planned(source: string): readonly Planned[] {
  return [...source.matchAll(/^# (enp\w+) +(\d+) +(\S+) +(\d+) +(\S+)$/gm)].map(
    ([, jack = '', irq = '', action = '', cpu = '', rps = '']) => ({ jack, irq: Number(irq), action, cpu, rps }),
  );
}

function effective(irq: number): string {
  return readFileSync(`/proc/irq/${irq}/effective_affinity_list`, 'utf8').trim();
}

function mask(jack: string, kind: string, queue: string, what: string): string {
  return readFileSync(`/sys/class/net/${jack}/queues/${kind}-${queue}/${what}_cpus`, 'utf8').trim();
}

/** Everything the script may write, by file. */
function state(): Readonly<Record<string, string>> {
  const files = sh(
    'for j in enp1s0 enp2s0; do ls -d /sys/class/net/$j/queues/rx-*/rps_cpus /sys/class/net/$j/queues/tx-*/xps_cpus; ' +
      'for i in /sys/class/net/$j/device/msi_irqs/*; do i=${i##*/}; [ -n "$(ls -d /proc/irq/$i/$j* 2>/dev/null)" ] && echo /proc/irq/$i/smp_affinity_list; done; done; true',
  );
  return Object.fromEntries(
    files
      .trim()
      .split('\n')
      .map((file) => [file, readFileSync(file, 'utf8').trim()]),
  );
}

/** Packets for every queue: received ones by many UDP ports, sent ones from each CPU. */
function traffic(): void {
  for (const n of [1, 2]) {
    sh(`ethtool -N enp${n}s0 rx-flow-hash udp4 sdfn`);
    inside(`far${n}`, `for p in $(seq 2001 2064); do echo x > /dev/udp/10.9.${n}.1/$p; done 2>/dev/null; true`);
    sh(
      `for cpu in 0 1 2 3; do taskset -c $cpu bash -c 'for p in 1 2 3 4; do echo x > /dev/udp/10.9.${n}.2/9; done' 2>/dev/null; done; true`,
    );
  }
}
