import type { Facts, Jack, Vector } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import type { JackPlan, WanPlan } from './router-plan.ts';
import type { TunedJack, TuningPlan, TuningRow } from './tuning-plan.ts';

/**
 * Spreads the network's work over the CPUs: one CPU for each interrupt vector, the jacks
 * rotated against each other, and RPS where the hardware cannot spread by itself. The
 * script of `render/tuning-script.ts` follows the same rules with what it finds when it
 * runs; `table` is what it will do on the machine as it stands in the facts.
 *
 * Sources: Documentation/networking/scaling.rst of the kernel; for PPPoE the lab's
 * figures (no NIC can hash inside a session, so everything arrives in one queue: RPS on
 * the other CPUs gave 0.88 of an even spread, all CPUs 0.67, none 0.25).
 */
export function planTuning(
  answers: Answers,
  facts: Facts | null,
  jacks: readonly JackPlan[],
  wan: WanPlan,
): TuningPlan {
  const interrupts = answers.tuning.interrupts === 'auto';
  const rps = answers.tuning.rps === 'auto';
  const busy = [...jacks.filter((jack) => jack.job === 'wan'), ...jacks.filter((jack) => jack.job === 'networks')];
  const known = busy.map((jack) => facts?.jacks.find((fact) => fact.mac === jack.mac) ?? null);
  const cpus = [...(facts?.cpu.online ?? [])].sort((a, b) => a - b);
  const starts = cpus.length === 0 ? busy.map((_, index) => index) : startingPlaces(known, cpus.length);
  const tuned = busy.map(
    (jack, index): TunedJack => ({
      name: jack.name,
      job: jack.job === 'wan' ? 'wan' : 'networks',
      offset: starts[index] ?? 0,
      rps: jack.job === 'wan' && wan.line.kind === 'pppoe' ? 'others' : 'as-needed',
    }),
  );
  const table = tuned.flatMap((jack, index) => {
    const fact = known[index] ?? null;
    return fact === null || cpus.length === 0 ? [] : jackRows(jack, fact, cpus, interrupts, rps);
  });
  return { interrupts, rps, jacks: tuned, table };
}

/**
 * CPU mask as sysfs takes it: hexadecimal, in groups of 32 CPUs divided by commas, without
 * leading zeros: `e`, `1,00000000`. No CPU gives `0`.
 */
export function cpuMask(cpus: readonly number[]): string {
  const groups = Array.from({ length: Math.floor(Math.max(0, ...cpus) / 32) + 1 }, () => 0);
  for (const cpu of cpus) groups[Math.floor(cpu / 32)]! += 2 ** (cpu % 32);
  const [top, ...rest] = groups.reverse().map((group) => group.toString(16));
  return [top, ...rest.map((group) => group.padStart(8, '0'))].join(',');
}

/**
 * Each jack starts its rotation where its queues meet the least work of the jacks before it.
 * Queue 0 weighs double: whatever the hardware cannot hash, and all of PPPoE, comes to it.
 */
function startingPlaces(jacks: readonly (Jack | null)[], cpuCount: number): number[] {
  const load = Array.from({ length: cpuCount }, () => 0);
  return jacks.map((jack) => {
    const queues = Math.max(1, jack?.rxQueues ?? 1, jack?.txQueues ?? 1);
    const weights = Array.from({ length: queues }, (_, queue) => (queue === 0 ? 2 : 1));
    const meets = load.map((_, start) =>
      weights.reduce((sum, weight, queue) => sum + weight * load[(start + queue) % cpuCount]!, 0),
    );
    const start = meets.indexOf(Math.min(...meets));
    weights.forEach((weight, queue) => {
      load[(start + queue) % cpuCount]! += weight;
    });
    return start;
  });
}

function jackRows(
  jack: TunedJack,
  fact: Jack,
  cpus: readonly number[],
  interrupts: boolean,
  rps: boolean,
): TuningRow[] {
  const vectors = [...fact.vectors].sort((a, b) => a.irq - b.irq);
  const chosen = interrupts ? vectorCpus(jack, vectors, cpus) : vectors.map(presentCpu);
  const mask = (queue: number): string | null => {
    if (!rps || queue >= fact.rxQueues) return null;
    return rpsMask(jack, fact.rxQueues, cpus, chosen[interruptOf(vectors, queue)] ?? null);
  };
  const rows = vectors.map((vector, index): TuningRow => {
    const served =
      vector.serves === 'all' ? 0 : vector.serves === 'rx' || vector.serves === 'rx+tx' ? vector.queue : null;
    return {
      jack: jack.name,
      irq: vector.irq,
      action: vector.action,
      cpu: chosen[index] ?? null,
      rps: served === null ? null : mask(served),
    };
  });
  const alone = Array.from({ length: fact.rxQueues }, (_, queue) => queue)
    .filter((queue) => interruptOf(vectors, queue) === -1 && mask(queue) !== null)
    .map((queue): TuningRow => ({ jack: jack.name, irq: null, action: `rx-${queue}`, cpu: null, rps: mask(queue) }));
  return [...rows, ...alone];
}

/**
 * Vectors of queue k on the k-th CPU of the rotation, so that rx-k and tx-k share a CPU and its cache.
 * Vectors without a queue (link changes; or the only one there is) follow after the last queue.
 */
function vectorCpus(jack: TunedJack, vectors: readonly Vector[], cpus: readonly number[]): number[] {
  let next = Math.max(-1, ...vectors.map((vector) => vector.queue ?? -1)) + 1;
  return vectors.map((vector) => cpus[(jack.offset + (vector.queue ?? next++)) % cpus.length]!);
}

/** Where interrupts are left alone: the one CPU that takes it now, null where there are several. */
function presentCpu(vector: Vector): number | null {
  const list = [vector.effective, vector.affinity].find((text) => text !== null && /^\d+$/.test(text.trim()));
  return list === undefined || list === null ? null : Number(list);
}

/** Place of the vector that announces packets of an rx queue, -1 where none does. */
function interruptOf(vectors: readonly Vector[], queue: number): number {
  const own = vectors.findIndex(
    (vector) => vector.queue === queue && (vector.serves === 'rx' || vector.serves === 'rx+tx'),
  );
  return own === -1 ? vectors.findIndex((vector) => vector.serves === 'all') : own;
}

/**
 * scaling.rst: RPS is redundant with an rx queue for each CPU and may help with fewer, then on all
 * CPUs that share a cache (an APU has one for all); leaving out the CPU of the interrupt is for high
 * rates, which is what a PPPoE queue has. With one CPU there is nothing to share.
 */
function rpsMask(
  jack: TunedJack,
  rxQueues: number,
  cpus: readonly number[],
  interruptCpu: number | null,
): string | null {
  if (cpus.length < 2) return null;
  if (jack.rps === 'others') return cpuMask(cpus.filter((cpu) => cpu !== interruptCpu));
  return rxQueues < cpus.length ? cpuMask(cpus) : null;
}
