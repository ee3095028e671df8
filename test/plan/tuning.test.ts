import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, Jack, Vector } from '../../src/facts/facts.ts';
import type { Answers } from '../../src/interview/answers.ts';
import type { JackPlan, WanPlan } from '../../src/plan/router-plan.ts';
import { cpuMask, planTuning } from '../../src/plan/tuning.ts';
import type { TuningPlan } from '../../src/plan/tuning-plan.ts';
import {
  four,
  i211Jack,
  machine,
  machines,
  pairedJack,
  r8169Jack,
  tuningOf,
  usbJack,
  virtioJack,
} from './tuning-machines.ts';

const lines = (plan: TuningPlan, jack: string) =>
  plan.table.filter((row) => row.jack === jack).map((row) => `${row.action}: CPU ${row.cpu}, RPS ${row.rps}`);
const starts = (plan: TuningPlan) => plan.jacks.map((jack) => jack.offset);

describe('one CPU for each vector', () => {
  test('apu2: pairs on their own CPU, the LAN one further, the WAN of PPPoE shared by the other CPUs', () => {
    const plan = tuningOf(machines.apu2);
    expect(lines(plan, 'enp1s0')).toEqual([
      'enp1s0: CPU 0, RPS null',
      'enp1s0-TxRx-0: CPU 0, RPS e',
      'enp1s0-TxRx-1: CPU 1, RPS d',
      'enp1s0-TxRx-2: CPU 2, RPS b',
      'enp1s0-TxRx-3: CPU 3, RPS 7',
    ]);
    expect(lines(plan, 'enp2s0')).toEqual([
      'enp2s0: CPU 1, RPS null',
      'enp2s0-TxRx-0: CPU 1, RPS null',
      'enp2s0-TxRx-1: CPU 2, RPS null',
      'enp2s0-TxRx-2: CPU 3, RPS null',
      'enp2s0-TxRx-3: CPU 0, RPS null',
    ]);
    expect(starts(plan)).toEqual([0, 1, 2]);
  });

  test('apu4: rx-k and tx-k of an i211 share a CPU; its two queues are shared by all CPUs', () => {
    const plan = tuningOf(machines.apu4);
    expect(lines(plan, 'enp1s0')).toEqual([
      'enp1s0: CPU 2, RPS null',
      'enp1s0-rx-0: CPU 0, RPS e',
      'enp1s0-rx-1: CPU 1, RPS d',
      'enp1s0-tx-0: CPU 0, RPS null',
      'enp1s0-tx-1: CPU 1, RPS null',
    ]);
    expect(lines(plan, 'enp2s0')).toEqual([
      'enp2s0: CPU 0, RPS null',
      'enp2s0-rx-0: CPU 2, RPS f',
      'enp2s0-rx-1: CPU 3, RPS f',
      'enp2s0-tx-0: CPU 2, RPS null',
      'enp2s0-tx-1: CPU 3, RPS null',
    ]);
    expect(starts(plan), 'CPU 0, where all of PPPoE arrives, is met by the last jack only').toEqual([0, 2, 1, 3]);
  });

  test('apu1: one interrupt for a jack, on two CPUs', () => {
    const plan = tuningOf(machines.apu1);
    expect(plan.table.map((row) => [row.irq, row.cpu, row.rps])).toEqual([
      [28, 0, '2'],
      [29, 1, '3'],
      [30, 0, '3'],
    ]);
  });

  test('eight CPUs: two jacks of four queues do not meet at all', () => {
    const plan = tuningOf(machines['eight CPUs']);
    expect(starts(plan)).toEqual([0, 4]);
    expect(lines(plan, 'enp1s0')[1]).toBe('enp1s0-TxRx-0: CPU 0, RPS fe');
    expect(lines(plan, 'enp2s0')[1], 'four queues are fewer than eight CPUs').toBe('enp2s0-TxRx-0: CPU 4, RPS ff');
  });

  test('six queues on four CPUs come round again', () => {
    const cpus = tuningOf(machines['six queues on four CPUs'])
      .table.slice(1, 7)
      .map((row) => row.cpu);
    expect(cpus).toEqual([0, 1, 2, 3, 0, 1]);
  });

  test('CPU numbers with gaps and in groups of 32', () => {
    const gaps = tuningOf(machines['CPUs with gaps']);
    expect(lines(gaps, 'enp1s0').slice(1)).toEqual([
      'enp1s0-TxRx-0: CPU 0, RPS 24',
      'enp1s0-TxRx-1: CPU 2, RPS 21',
      'enp1s0-TxRx-2: CPU 5, RPS 5',
      'enp1s0-TxRx-3: CPU 0, RPS 24',
    ]);
    const many = tuningOf(machines['more than 32 CPUs']);
    expect(many.table[1]?.rps, 'CPUs 1, 2, 31, 32, 33 and 64').toBe('1,00000003,80000006');
  });

  test('one CPU: everything on it, nothing to share', () => {
    const { table } = tuningOf(machines['one CPU']);
    expect(new Set(table.map((row) => row.cpu))).toEqual(new Set([0]));
    expect(table.every((row) => row.rps === null)).toBe(true);
  });
});

describe('RPS', () => {
  test('without PPPoE a jack with a queue for each CPU needs none, one with fewer has all CPUs', () => {
    expect(tuningOf(machines.apu2, { line: 'dhcp' }).table.every((row) => row.rps === null)).toBe(true);
    const shared = tuningOf(machines.apu3, { line: 'dhcp' }).table.filter((row) => row.rps !== null);
    expect(shared.map((row) => `${row.action} ${row.rps}`)).toEqual([
      'enp1s0-rx-0 f',
      'enp1s0-rx-1 f',
      'enp2s0-rx-0 f',
      'enp2s0-rx-1 f',
      'enp3s0-rx-0 f',
      'enp3s0-rx-1 f',
    ]);
  });

  test('a jack on USB has no interrupt of its own: its queue is shared by all', () => {
    const row = tuningOf(machines['USB as WAN']).table[0];
    expect(row).toEqual({ jack: 'enx9', irq: null, action: 'rx-0', cpu: null, rps: 'f' });
  });

  test('switched off it leaves no mask, and interrupts stay spread', () => {
    const plan = tuningOf(machines.apu3, { rps: 'off' });
    expect(plan.rps).toBe(false);
    expect(plan.table.every((row) => row.rps === null && row.cpu !== null)).toBe(true);
  });

  test('with interrupts left alone it spares the CPU that has the interrupt now', () => {
    const wan = pairedJack(1, 2, 31);
    const now = (effective: string | null, affinity: string | null) => {
      const vectors = wan.vectors.map((vector): Vector => ({ ...vector, effective, affinity }));
      return tuningOf(machine(four, [{ ...wan, vectors }]), { interrupts: 'off' }).table[1];
    };
    expect(now('2', '0-3')).toMatchObject({ cpu: 2, rps: 'b' });
    expect(now('', '3')).toMatchObject({ cpu: 3, rps: '7' });
    expect(now('0-3', '0-3')).toMatchObject({ cpu: null, rps: 'f' });
    expect(now(null, null)).toMatchObject({ cpu: null, rps: 'f' });
  });
});

test('without a machine there are jacks and rules, but no table', () => {
  const jacks = ['jack1', 'jack2', 'jack3'].map((name, index) => ({
    name,
    mac: `m${index}`,
    job: index === 1 ? 'wan' : 'networks',
  }));
  const answers = { tuning: { interrupts: 'auto', rps: 'auto' } } as Answers;
  const plan = planTuning(
    answers,
    null,
    jacks as unknown as JackPlan[],
    { jack: 'jack2', line: { kind: 'pppoe' } } as WanPlan,
  );
  expect(plan).toEqual({
    interrupts: true,
    rps: true,
    jacks: [
      { name: 'jack2', job: 'wan', offset: 0, rps: 'others' },
      { name: 'jack1', job: 'networks', offset: 1, rps: 'as-needed' },
      { name: 'jack3', job: 'networks', offset: 2, rps: 'as-needed' },
    ],
    table: [],
  });
});

test('jacks without a job are left out', () => {
  const answers = { tuning: { interrupts: 'auto', rps: 'auto' } } as Answers;
  const jacks = machines.apu2.jacks.map(({ name, mac }, index) => ({
    name,
    mac,
    job: ['networks', 'none', 'wan'][index],
  }));
  const plan = planTuning(
    answers,
    machines.apu2,
    jacks as unknown as JackPlan[],
    { jack: 'enp3s0', line: { kind: 'pppoe' } } as WanPlan,
  );
  expect(plan.jacks.map((jack) => jack.name)).toEqual(['enp3s0', 'enp1s0']);
  expect(plan.table.some((row) => row.jack === 'enp2s0')).toBe(false);
});

test('masks', () => {
  const cases: readonly [number[], string][] = [
    [[], '0'],
    [[0], '1'],
    [[1, 2, 3], 'e'],
    [[31], '80000000'],
    [[32], '1,00000000'],
    [[0, 4, 64], '1,00000000,00000011'],
    [Array.from({ length: 40 }, (_, cpu) => cpu), 'ff,ffffffff'],
  ];
  for (const [cpus, mask] of cases) expect(cpuMask(cpus)).toBe(mask);
});

const anyOnline = fc.uniqueArray(fc.nat(80), { minLength: 1, maxLength: 40 });
const anyJack = (number: number): fc.Arbitrary<Jack> =>
  fc.oneof(
    fc.integer({ min: 1, max: 20 }).map((pairs) => pairedJack(number, pairs, number * 64)),
    fc.integer({ min: 1, max: 20 }).map((pairs) => virtioJack(number, pairs, number * 64)),
    fc.constant(i211Jack(number, number * 64)),
    fc.constant(r8169Jack(number, number * 64)),
    fc.constant(usbJack(number)),
  );
const anyMachine: fc.Arbitrary<Facts> = fc
  .tuple(anyOnline, anyJack(1), anyJack(2), anyJack(3))
  .map(([online, ...jacks]) => machine(online, jacks));
const bits = (mask: string) =>
  mask
    .split(',')
    .reverse()
    .flatMap((group, index) => bitsOf(group, index * 32));
const bitsOf = (group: string, from: number) =>
  Array.from({ length: 32 }, (_, bit) => bit).flatMap((bit) =>
    (Number.parseInt(group, 16) / 2 ** bit) & 1 ? [from + bit] : [],
  );

test('any machine: each vector has one online CPU, evenly, and masks name online CPUs only', () => {
  fc.assert(
    fc.property(anyMachine, fc.constantFrom('pppoe' as const, 'dhcp' as const), (facts, line) => {
      const plan = tuningOf(facts, { line });
      const online = facts.cpu.online;
      for (const jack of facts.jacks) {
        const rows = plan.table.filter((row) => row.jack === jack.name && row.irq !== null);
        expect(rows.map((row) => row.irq)).toEqual(jack.vectors.map((vector) => vector.irq));
        // sending and receiving of a queue are one piece of work
        const pieces = new Map<string, number>();
        jack.vectors.forEach((vector, index) => {
          const cpu = rows[index]!.cpu!;
          const piece = String(vector.queue ?? vector.action);
          expect(online).toContain(cpu);
          expect(pieces.get(piece) ?? cpu).toBe(cpu);
          pieces.set(piece, cpu);
        });
        const load = online.map((cpu) => [...pieces.values()].filter((taken) => taken === cpu).length);
        expect(Math.max(...load) - Math.min(...load)).toBeLessThanOrEqual(1);
      }
      for (const row of plan.table) {
        if (row.rps === null) continue;
        const sharing = bits(row.rps);
        expect(sharing.length).toBeGreaterThan(0);
        expect(online).toEqual(expect.arrayContaining(sharing));
        if (line === 'pppoe' && row.jack === facts.jacks[0]!.name && row.cpu !== null)
          expect(sharing).not.toContain(row.cpu);
      }
      const [wan, lan] = plan.jacks;
      if (online.length > 1) expect(lan?.offset).not.toBe(wan?.offset);
    }),
    { numRuns: 500 },
  );
});
