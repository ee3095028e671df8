import { readFileSync } from 'node:fs';
import { check, inside, keepFile, naar, same, sh, that, until } from '../guest.ts';

const script = '/run/out/irq-tuning.sh';

/** The tuning script against real interrupts of jacks that are up, have a neighbour at 10.9.N.2 and this many queues each way. */
export async function tuning(queues = 4): Promise<void> {
  const label = queues === 4 ? 'tuning' : `tuning, ${queues} queues`;
  const before = state();
  await check('render: files for this very box are written', () => {
    sh(`${naar} render --answers /lab/job/answers.yaml --out /run/out --force`, 120);
  });
  keepFile('irq-tuning.sh', readFileSync(script, 'utf8'));
  const plan = planned(readFileSync(script, 'utf8'));
  await check(`${label}: the table in the script names every interrupt of both jacks`, () =>
    same(plan.length, 2 * (2 * queues + 1), 'lines'),
  );
  await check(`${label}: the script runs and complains of nothing`, () => {
    const said = sh(`bash ${script} 2>&1`, 120);
    keepFile('irq-tuning.txt', said);
    that(!/could not|missing|no interrupt/.test(said), said);
  });
  traffic();
  keepFile('irq-tuning-show.txt', sh(`bash ${script} --show 2>&1`));
  await check(`${label}: after traffic each interrupt runs on the CPU that the plan names`, async () => {
    await until(30, () => {
      traffic();
      const wrong = plan
        .filter(({ irq, cpu, action }) => effective(irq) !== cpu && action.includes('-'))
        .map(({ action, irq, cpu }) => `${action} on ${effective(irq)} and not ${cpu}`);
      that(wrong.length === 0, wrong.join(', '));
    });
    return plan.map(({ action, irq }) => `${action} ${effective(irq)}`).join(', ');
  });
  await check(`${label}: RPS masks are those of the plan`, () => {
    for (const { jack, action, rps } of plan) {
      const queue = /-rx-(\d+)$/.exec(action)?.[1];
      if (queue !== undefined) same(mask(jack, 'rx', queue, 'rps'), rps === '-' ? '0' : rps, `${jack} rx-${queue}`);
    }
  });
  await check(`${label}: each CPU sends through one queue, that whose interrupt it takes (XPS)`, () => {
    for (const { jack, action } of plan) {
      const queue = /-tx-(\d+)$/.exec(action)?.[1];
      if (queue === undefined) continue;
      const first = Number(plan.find((row) => row.action === `${jack}-tx-0`)?.cpu);
      // with fewer queues than CPUs the CPUs take turns
      const cpus = [0, 1, 2, 3].filter((place) => place % queues === Number(queue)).map((place) => (first + place) % 4);
      const wanted = cpus.reduce((sum, one) => sum + (1 << one), 0).toString(16);
      same(mask(jack, 'tx', queue, 'xps'), wanted, `${jack} tx-${queue}`);
    }
  });
  await check(`${label}: a second run changes nothing`, () => {
    const once = state();
    sh(`bash ${script} 2>&1`, 120);
    same(state(), once, 'state');
  });
  await check(`${label}: --reset gives it all back`, () => {
    sh(`bash ${script} --reset 2>&1`, 120);
    const after = state();
    for (const [file, value] of Object.entries(after))
      same(value, file.endsWith('smp_affinity_list') ? '0-3' : '0', file);
    same(Object.keys(after), Object.keys(before), 'files');
  });
}

type Planned = {
  readonly jack: string;
  readonly irq: number;
  readonly action: string;
  readonly cpu: string;
  readonly rps: string;
};

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
