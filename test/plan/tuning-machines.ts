import type { Facts, Jack, Vector } from '../../src/facts/facts.ts';
import type { Answers } from '../../src/interview/answers.ts';
import type { JackPlan, WanPlan } from '../../src/plan/router-plan.ts';
import { planTuning } from '../../src/plan/tuning.ts';
import type { TuningPlan } from '../../src/plan/tuning-plan.ts';

/** Jacks and machines for the tuning tests, by the facts of shared hardware: names and counts of vectors as each driver makes them. */
export type Named = readonly [action: string, serves: Vector['serves'], queue: number | null];

/** i210 with igb, i226 with igc: one vector for link changes and `pairs` of rx and tx together. */
export function pairedJack(number: number, pairs: number, firstIrq: number): Jack {
  const name = `enp${number}s0`;
  const queues = Array.from({ length: pairs }, (_, queue): Named => [`${name}-TxRx-${queue}`, 'rx+tx', queue]);
  return jack(number, name, 'igb', pairs, pairs, firstIrq, [[name, 'other', null], ...queues]);
}

/** i211 with igb: two queues, and sending and receiving apart. */
export function i211Jack(number: number, firstIrq: number): Jack {
  const name = `enp${number}s0`;
  return jack(number, name, 'igb', 2, 2, firstIrq, [
    [name, 'other', null],
    [`${name}-rx-0`, 'rx', 0],
    [`${name}-rx-1`, 'rx', 1],
    [`${name}-tx-0`, 'tx', 0],
    [`${name}-tx-1`, 'tx', 1],
  ]);
}

/** RTL8111 with r8169: one interrupt for everything. */
export function r8169Jack(number: number, irq: number): Jack {
  const name = `enp${number}s0`;
  return jack(number, name, 'r8169', 1, 1, irq, [[name, 'all', null]]);
}

/** virtio: the vectors bear the name of the virtio device, not of the jack. */
export function virtioJack(number: number, pairs: number, firstIrq: number): Jack {
  const queues = Array.from({ length: pairs }, (_, queue): Named[] => [
    [`virtio${number}-input.${queue}`, 'rx', queue],
    [`virtio${number}-output.${queue}`, 'tx', queue],
  ]);
  return jack(number, `enp${number}s0`, 'virtio_net', pairs, pairs, firstIrq, [
    [`virtio${number}-config`, 'other', null],
    ...queues.flat(),
  ]);
}

/** On USB: no interrupt of its own. */
export function usbJack(number: number): Jack {
  return { ...jack(number, `enx${number}`, 'ax88179_178a', 1, 1, 0, []), pci: null };
}

function jack(
  number: number,
  name: string,
  driver: string,
  rx: number,
  tx: number,
  firstIrq: number,
  vectors: readonly Named[],
): Jack {
  return {
    name,
    mac: `00:0d:b9:00:00:${number.toString(16).padStart(2, '0')}`,
    driver,
    chip: driver,
    pci: `0000:${number.toString(16).padStart(2, '0')}:00.0`,
    link: 'up',
    speed: 1000,
    rxQueues: rx,
    txQueues: tx,
    vectors: vectors.map(([action, serves, queue], index) => ({
      irq: firstIrq + index,
      action,
      serves,
      queue,
      affinity: null,
      effective: null,
    })),
    rps: Array.from({ length: rx }, () => '0'),
  };
}

export function machine(online: readonly number[], jacks: readonly Jack[]): Facts {
  return {
    board: { vendor: 'PC Engines', product: 'apu', sku: '', bios: { vendor: 'coreboot', version: '', date: '' } },
    firmware: 'bios',
    os: { id: 'nixos', release: '26.05', kernel: '6.18', role: 'installer' },
    cpu: { model: 'AMD GX-412TC', online },
    memoryBytes: 4 * 2 ** 30,
    disks: [],
    jacks,
    interruptsReadable: true,
  };
}

export const four = [0, 1, 2, 3];
/** IRQ numbers as in the fixtures: a pin and five vectors for each jack. */
export const machines = {
  apu1: machine([0, 1], [r8169Jack(1, 28), r8169Jack(2, 29), r8169Jack(3, 30)]),
  apu2: machine(four, [pairedJack(1, 4, 31), pairedJack(2, 4, 37), pairedJack(3, 4, 43)]),
  apu3: machine(four, [i211Jack(1, 31), i211Jack(2, 37), i211Jack(3, 43)]),
  apu4: machine(four, [i211Jack(1, 32), i211Jack(2, 38), i211Jack(3, 44), i211Jack(4, 50)]),
  n100: machine(four, [pairedJack(2, 4, 140), pairedJack(3, 4, 145), pairedJack(4, 4, 150), pairedJack(5, 4, 155)]),
  'one CPU': machine([0], [pairedJack(1, 1, 31), pairedJack(2, 1, 37)]),
  'two CPUs': machine([0, 1], [i211Jack(1, 31), i211Jack(2, 37)]),
  'eight CPUs': machine([0, 1, 2, 3, 4, 5, 6, 7], [pairedJack(1, 4, 98), pairedJack(2, 4, 103)]),
  'six queues on four CPUs': machine(four, [pairedJack(1, 6, 96), pairedJack(2, 6, 105)]),
  'CPUs with gaps': machine([0, 2, 5], [pairedJack(1, 4, 31), i211Jack(2, 37)]),
  'more than 32 CPUs': machine([0, 1, 2, 31, 32, 33, 64], [pairedJack(1, 4, 31), virtioJack(2, 2, 37)]),
  virtio: machine([0, 1], [virtioJack(1, 1, 28), virtioJack(2, 2, 37)]),
  'USB as WAN': machine([0, 1, 2, 3], [usbJack(9), pairedJack(1, 4, 31)]),
} satisfies Record<string, Facts>;

/** The plan for a machine whose first jack is the WAN and whose others are networks. */
export function tuningOf(
  facts: Facts,
  change: { line?: 'pppoe' | 'dhcp'; interrupts?: 'off'; rps?: 'off' } = {},
): TuningPlan {
  const jacks = facts.jacks.map(({ name, mac }, index) => ({ name, mac, job: index === 0 ? 'wan' : 'networks' }));
  const answers = { tuning: { interrupts: change.interrupts ?? 'auto', rps: change.rps ?? 'auto' } };
  const wan = { jack: jacks[0]?.name, line: { kind: change.line ?? 'pppoe' } };
  // planTuning reads these keys and no others; the rest of the answers would say nothing about tuning
  return planTuning(answers as Answers, facts, jacks as unknown as JackPlan[], wan as WanPlan);
}
