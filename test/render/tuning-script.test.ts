import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, Jack } from '../../src/facts/facts.ts';
import { cpuMask } from '../../src/plan/tuning.ts';
import type { TuningPlan } from '../../src/plan/tuning-plan.ts';
import { tuningScript } from '../../src/render/tuning-script.ts';
import { tuningTable } from '../../src/render/tuning-table.ts';
import { runTool, withFolder } from '../nixos/workbench.ts';
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
} from '../plan/tuning-machines.ts';
import { TuningTree, withTree } from './tuning-tree.ts';

const everyMachine = Object.entries(machines).map(([name, facts]) => ({ name, facts }));

/** What the tree must hold after the script, told by the plan's table; XPS by its own rule. */
function wanted(facts: Facts, plan: TuningPlan, before: Record<string, string>): Record<string, string> {
  const after = { ...before };
  if (facts.cpu.online.length === 1) return after;
  for (const row of plan.table) {
    if (row.irq !== null && plan.interrupts) after[`proc/irq/${row.irq}/smp_affinity_list`] = `${row.cpu}`;
    const jack = facts.jacks.find(({ name }) => name === row.jack)!;
    const vector = jack.vectors.find(({ irq }) => irq === row.irq);
    const queues = vector?.serves === 'all' || row.irq === null ? [...jack.rps.keys()] : [vector?.queue ?? -1];
    for (const queue of queues) {
      if (row.rps !== null) after[`sys/class/net/${row.jack}/queues/rx-${queue}/rps_cpus`] = row.rps;
    }
  }
  for (const jack of plan.interrupts ? facts.jacks : []) {
    if (jack.txQueues < 2) continue;
    const { offset } = plan.jacks.find(({ name }) => name === jack.name)!;
    const rotation = facts.cpu.online.map((_, place) => facts.cpu.online[(offset + place) % facts.cpu.online.length]!);
    for (let queue = 0; queue < jack.txQueues; queue++) {
      const sending =
        jack.txQueues <= rotation.length
          ? rotation.filter((_, place) => place % jack.txQueues === queue)
          : [rotation[queue % rotation.length]!];
      after[`sys/class/net/${jack.name}/queues/tx-${queue}/xps_cpus`] = cpuMask(sending);
    }
  }
  return after;
}

describe('the script does what the table of the plan says', () => {
  const does = (facts: Facts, names: 'irq' | 'old' | 'new' | 'remapped', line: 'pppoe' | 'dhcp') =>
    withTree(new TuningTree(facts, names), (tree) => {
      const plan = tuningOf(facts, { line });
      const before = tree.all();
      expect(tree.run(plan).code).toBe(0);
      expect(tree.all()).toEqual(wanted(facts, plan, before));
    });

  test.each(everyMachine)('$name', ({ facts }) => {
    does(facts, 'irq', 'pppoe');
    does(facts, 'irq', 'dhcp');
  });

  test.each(['old', 'new', 'remapped'] as const)('names from /proc/interrupts alone, %s form', (form) => {
    for (const name of ['apu1', 'apu2', 'apu3', 'CPUs with gaps', 'virtio'] as const)
      does(machines[name], form, 'pppoe');
  });

  test('any machine', () => {
    const jack = (number: number): fc.Arbitrary<Jack> =>
      fc.oneof(
        fc.integer({ min: 1, max: 12 }).map((pairs) => pairedJack(number, pairs, number * 64)),
        fc.integer({ min: 1, max: 12 }).map((pairs) => virtioJack(number, pairs, number * 64)),
        fc.constantFrom(i211Jack(number, number * 64), r8169Jack(number, number * 64), usbJack(number)),
      );
    const online = fc
      .uniqueArray(fc.nat(70), { minLength: 1, maxLength: 12 })
      .map((cpus) => cpus.sort((a, b) => a - b));
    const switches = fc.record({
      line: fc.constantFrom('pppoe' as const, 'dhcp' as const),
      interrupts: fc.constantFrom('off' as const, undefined),
      rps: fc.constantFrom('off' as const, undefined),
    });
    fc.assert(
      fc.property(online, jack(1), jack(2), switches, (cpus, wan, lan, { line, interrupts, rps }) => {
        const facts = machine(cpus, [wan, { ...lan, name: `${lan.name}f1` }].map(named));
        withTree(new TuningTree(facts), (tree) => {
          const plan = tuningOf(facts, { line, ...(interrupts && { interrupts }), ...(rps && { rps }) });
          const before = tree.all();
          expect(tree.run(plan).code).toBe(0);
          expect(tree.all()).toEqual(wanted(facts, plan, before));
        });
      }),
      { numRuns: 25 },
    );
  });
});

/** The vectors of a jack that was given another name. */
function named(jack: Jack): Jack {
  const vectors = jack.vectors.map((vector) => ({
    ...vector,
    action: vector.action.replace(/^enp\d+s0(?=-|$)/, jack.name),
    effective: '0',
  }));
  return { ...jack, vectors };
}

test('a dry run prints exactly what a run writes, and writes nothing', () => {
  for (const { facts } of everyMachine) {
    withTree(new TuningTree(facts), (tree) => {
      const plan = tuningOf(facts);
      const before = tree.all();
      const dry = tree.run(plan, ['--dry-run']);
      expect(dry.code).toBe(0);
      expect(tree.all()).toEqual(before);
      const told = { ...before };
      for (const [, value, path] of dry.stdout.matchAll(/^ {2}would write (\S+) to (\S+)$/gm)) {
        told[path!.slice(tree.root.length + 1)] = value!;
      }
      tree.run(plan);
      expect(tree.all()).toEqual(told);
    });
  }
});

test('it says what it did, a line for each queue, and the same again when it runs again', () => {
  withTree(new TuningTree(machine(four, [i211Jack(1, 31), pairedJack(2, 4, 37)])), (tree) => {
    const plan = tuningOf(machine(four, [i211Jack(1, 31), pairedJack(2, 4, 37)]));
    const run = tree.run(plan);
    expect(run).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'CPUs online: 0-3',
        'enp1s0 (WAN)',
        '  queue 0: IRQ 32 on CPU 0, IRQ 34 on CPU 0, RPS mask e, XPS mask 5',
        '  queue 1: IRQ 33 on CPU 1 (CPU 0 until it next fires), IRQ 35 on CPU 1 (CPU 0 until it next fires), RPS mask d, XPS mask a',
        '  enp1s0: IRQ 31 on CPU 2 (CPU 0 until it next fires)',
        'enp2s0 (networks)',
        '  queue 0: IRQ 38 on CPU 2 (CPU 0 until it next fires), RPS off, XPS mask 4',
        '  queue 1: IRQ 39 on CPU 3 (CPU 0 until it next fires), RPS off, XPS mask 8',
        '  queue 2: IRQ 40 on CPU 0, RPS off, XPS mask 1',
        '  queue 3: IRQ 41 on CPU 1 (CPU 0 until it next fires), RPS off, XPS mask 2',
        '  enp2s0: IRQ 37 on CPU 2 (CPU 0 until it next fires)',
        '',
      ].join('\n'),
    });
    const after = tree.all();
    expect(tree.run(plan)).toEqual(run);
    expect(tree.all()).toEqual(after);
  });
});

test('--reset gives everything back', () => {
  for (const { facts } of everyMachine) {
    withTree(new TuningTree(facts), (tree) => {
      const before = tree.all();
      tree.run(tuningOf(facts));
      const reset = tree.run(tuningOf(facts), ['--reset']);
      expect(reset.code).toBe(0);
      expect(tree.all()).toEqual(before);
    });
  }
});

test('--show tells how things stand and changes nothing', () => {
  withTree(new TuningTree(machines.apu3), (tree) => {
    const plan = tuningOf(machines.apu3);
    tree.run(plan);
    const before = tree.all();
    const show = tree.run(plan, ['--show', 'enp1s0']);
    expect(show.stdout.split('\n')).toEqual([
      'CPUs online: 0-3',
      'enp1s0 (WAN)',
      '  IRQ 31 enp1s0: allowed on CPU 2, runs on CPU 0',
      '  IRQ 32 enp1s0-rx-0: allowed on CPU 0, runs on CPU 0',
      '  IRQ 33 enp1s0-rx-1: allowed on CPU 1, runs on CPU 0',
      '  IRQ 34 enp1s0-tx-0: allowed on CPU 0, runs on CPU 0',
      '  IRQ 35 enp1s0-tx-1: allowed on CPU 1, runs on CPU 0',
      '  rx-0: RPS mask e',
      '  rx-1: RPS mask d',
      '  tx-0: XPS mask 5',
      '  tx-1: XPS mask a',
      '',
    ]);
    expect(show.code).toBe(0);
    expect(tree.all()).toEqual(before);
  });
});

test('what is off is said and left alone, also by --reset', () => {
  withTree(new TuningTree(machines.apu2), (tree) => {
    tree.write('sys/class/net/enp1s0/queues/rx-0/rps_cpus', '8');
    tree.write('proc/irq/32/smp_affinity_list', '3');
    const before = tree.all();
    const both = tuningOf(machines.apu2, { interrupts: 'off', rps: 'off' });
    const run = tree.run(both);
    expect(run.stdout).toContain('Interrupts and XPS are off (tuning.interrupts) and are left alone.');
    expect(run.stdout).toContain('RPS is off (tuning.rps) and is left alone.');
    expect(run.code).toBe(0);
    tree.run(both, ['--reset']);
    expect(tree.all()).toEqual(before);

    tree.run(tuningOf(machines.apu2, { rps: 'off' }));
    expect(tree.read('sys/class/net/enp1s0/queues/rx-0/rps_cpus')).toBe('8');
    expect(tree.read('proc/irq/32/smp_affinity_list')).toBe('0');

    tree.write('proc/irq/32/smp_affinity_list', '3');
    tree.write('proc/irq/32/effective_affinity_list', '3');
    tree.run(tuningOf(machines.apu2, { interrupts: 'off' }));
    expect(tree.read('sys/class/net/enp1s0/queues/rx-0/rps_cpus'), 'all but CPU 3').toBe('7');
    expect(tree.read('proc/irq/32/smp_affinity_list')).toBe('3');
  });
});

describe('what goes wrong is named and does not stop the rest', () => {
  const plan = tuningOf(machines.apu3);
  const rps = (jack: number, queue: number) => `sys/class/net/enp${jack}s0/queues/rx-${queue}/rps_cpus`;
  const tried = (spoil: (tree: TuningTree) => void) =>
    withTree(new TuningTree(machines.apu3), (tree) => {
      spoil(tree);
      const run = tree.run(plan);
      return { ...run, stderr: run.stderr.replaceAll(`${tree.root}/`, ''), after: tree.all() };
    });

  test('a missing jack: exit 1, the others are done', () => {
    const { code, stderr, after } = tried((tree) => tree.remove('sys/class/net/enp1s0'));
    expect(stderr).toBe("irq-tuning: enp1s0: there is no such jack here now; 'ip link' lists those that are.\n");
    expect(code).toBe(1);
    expect(after[rps(2, 1)]).toBe('f');
  });

  test('a missing queue', () => {
    const { code, stderr, after } = tried((tree) => tree.remove('sys/class/net/enp1s0/queues/rx-1'));
    expect(stderr).toBe('irq-tuning: enp1s0: queue rx-1 is missing, though there is an interrupt for it.\n');
    expect(code).toBe(0);
    expect([after[rps(1, 0)], after['proc/irq/33/smp_affinity_list'], after[rps(2, 0)]]).toEqual(['e', '1', 'f']);
  });

  test('a queue without its interrupt', () => {
    const { code, stderr, after } = tried((tree) => tree.remove('proc/irq/33/enp1s0-rx-1'));
    expect(stderr).toBe('irq-tuning: enp1s0: queue rx-1 has no interrupt of its own.\n');
    expect(code).toBe(0);
    expect(after[rps(1, 1)], 'nobody to spare: all CPUs').toBe('f');
  });

  test('a missing file', () => {
    const { code, stderr } = tried((tree) => tree.remove(rps(1, 0)));
    expect(stderr).toBe(`irq-tuning: could not write e to ${rps(1, 0)}: there is no such file\n`);
    expect(code).toBe(0);
  });

  test.each([
    ['/dev/full', 'No space left on device'],
    ['/dev/null', 'it reads nothing afterwards'],
    ['directory', 'Is a directory'],
  ] as const)('a write refused by %s', (by, why) => {
    const { code, stderr, stdout, after } = tried((tree) => {
      // a directory among the files of /proc/irq would be an interrupt's name
      tree.refuse('proc/irq/32/smp_affinity_list', by === 'directory' ? '/dev/full' : by);
      tree.refuse(rps(2, 0), by);
    });
    expect(stderr).toBe(
      `irq-tuning: could not write 0 to proc/irq/32/smp_affinity_list: ${by === 'directory' ? 'No space left on device' : why}\n` +
        `irq-tuning: could not write f to ${rps(2, 0)}: ${why}\n`,
    );
    expect(stdout, 'and is not claimed').toContain('  queue 0: IRQ 34 on CPU 0, RPS mask e, XPS mask 5');
    expect(code).toBe(0);
    expect([after[rps(1, 0)], after[rps(2, 1)], after['proc/irq/33/smp_affinity_list']]).toEqual(['e', 'f', '1']);
  });

  test('a jack that refuses everything: exit 1', () => {
    const { code, stderr, after } = tried((tree) => {
      for (const irq of [31, 32, 33, 34, 35]) tree.refuse(`proc/irq/${irq}/smp_affinity_list`, '/dev/full');
      for (const queue of ['rx-0/rps', 'rx-1/rps', 'tx-0/xps', 'tx-1/xps']) {
        tree.refuse(`sys/class/net/enp1s0/queues/${queue}_cpus`, 'directory');
      }
    });
    expect(stderr).toContain('irq-tuning: enp1s0: nothing could be set.\n');
    expect(code).toBe(1);
    expect(after[rps(3, 1)]).toBe('f');
  });

  test('a jack that is down has no interrupts yet', () => {
    const { code, stderr, after } = tried((tree) => tree.remove('sys/devices/pci0000:00/0000:01:00.0/msi_irqs'));
    expect(stderr).toContain('enp1s0: no interrupt bears its name; it is down, or shares those of a USB port.');
    expect(code).toBe(0);
    expect(after[rps(1, 0)]).toBe('f');
  });

  test('no list of CPUs: exit 1', () => {
    const { code, stderr } = tried((tree) => tree.remove('sys/devices/system/cpu/online'));
    expect(stderr).toContain('cannot read which CPUs are online');
    expect(code).toBe(1);
  });

  test('irqbalance', () => {
    expect(tried(() => {}).stderr).toBe('');
    const { code, stderr } = tried((tree) => {
      tree.write('proc/1/comm', 'systemd');
      tree.write('proc/812/comm', 'irqbalance');
    });
    expect(stderr).toMatch(/^irq-tuning: irqbalance is running .* switch it off/);
    expect(code).toBe(0);
  });
});

describe('whose interrupts they are', () => {
  test.each(['irq', 'old', 'new', 'remapped'] as const)('enp1s0 never takes those of enp1s0f1 (%s)', (names) => {
    const other = { ...pairedJack(1, 2, 50), name: 'enp1s0f1', mac: '00:0d:b9:00:00:99' };
    const facts = machine(four, [pairedJack(1, 2, 31), { ...named(other) }]);
    withTree(new TuningTree(facts, names), (tree) => {
      const before = tree.all();
      tree.run(tuningOf(facts), ['enp1s0']);
      const changed = Object.keys(before).filter((path) => before[path] !== tree.read(path));
      expect(changed.filter((path) => /irq\/5|enp1s0f1/.test(path))).toEqual([]);
      expect(tree.read('proc/irq/33/smp_affinity_list')).toBe('1');
    });
  });

  test('a line of /proc/interrupts that several share', () => {
    const facts = machine([0, 1], [r8169Jack(1, 17), r8169Jack(2, 18)]);
    withTree(new TuningTree(facts, 'old'), (tree) => {
      const text = tree.read('proc/interrupts').replace(/^.*\b(enp1s0)$/m, '');
      tree.write('proc/interrupts', text.replace('ehci_hcd:usb2', 'enp1s0, ehci_hcd:usb2'));
      tree.run(tuningOf(facts));
      expect(tree.read('proc/irq/17/smp_affinity_list')).toBe('0');
      expect(tree.read('proc/irq/18/smp_affinity_list')).toBe('1');
    });
  });

  test('a driver that names its interrupts after itself', () => {
    const jack = pairedJack(1, 2, 31);
    const vectors = jack.vectors.map((vector) => ({ ...vector, action: `i40e-${vector.action}` }));
    const facts = machine(four, [{ ...jack, vectors }]);
    withTree(new TuningTree(facts), (tree) => {
      const before = tree.all();
      tree.run(tuningOf(facts));
      expect(tree.all()).toEqual(wanted(facts, tuningOf(facts), before));
    });
  });
});

test('it counts queues and CPUs when it runs, not when it was written', () => {
  const plan = tuningOf(machines['eight CPUs']);
  const now = machine([0, 1], [r8169Jack(1, 28), r8169Jack(2, 29)]);
  withTree(new TuningTree(now), (tree) => {
    expect(tree.run(plan).code).toBe(0);
    expect(tree.read('proc/irq/28/smp_affinity_list')).toBe('0');
    expect(tree.read('sys/class/net/enp1s0/queues/rx-0/rps_cpus')).toBe('2');
    expect(tree.read('sys/class/net/enp2s0/queues/rx-0/rps_cpus')).toBe('3');
  });
});

test('it waits for a jack that is coming up, whose driver has no interrupts before', async () => {
  const facts = machine(four, [pairedJack(1, 2, 31)]);
  await withTree(new TuningTree(facts), async (tree) => {
    tree.write('sys/class/net/enp1s0/flags', '0x1002');
    for (const irq of [31, 32, 33]) tree.remove(`proc/irq/${irq}/enp1s0${irq === 31 ? '' : `-TxRx-${irq - 32}`}`);
    const running = tree.runWaiting(tuningOf(facts), 20);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const irq of [31, 32, 33]) {
      mkdirSync(join(tree.root, `proc/irq/${irq}/enp1s0${irq === 31 ? '' : `-TxRx-${irq - 32}`}`));
    }
    tree.write('sys/class/net/enp1s0/flags', '0x1003');
    expect(await running).toMatchObject({ code: 0, stderr: '' });
    expect(tree.read('proc/irq/33/smp_affinity_list')).toBe('1');
  });
});

describe('command line', () => {
  const call = (...args: string[]) =>
    withTree(new TuningTree(machines.apu2), (tree) => tree.run(tuningOf(machines.apu2), args));

  test.each([
    [['--frobnicate'], 'unknown option --frobnicate'],
    [['-x'], 'unknown option -x'],
    [['--show', '--reset'], '--show and --reset exclude each other.'],
    [['enp9s0'], "'enp9s0' is none of this router's jacks: enp1s0 enp2s0 enp3s0."],
    [[''], "'' is none of this router's jacks: enp1s0 enp2s0 enp3s0."],
  ])('%j is refused with the usage', (args, message) => {
    const run = call(...args);
    expect(run.stderr).toContain(`irq-tuning: ${message}\nusage: `);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
  });

  test.each(['--help', '-h'])('%s', (word) => {
    const run = call(word);
    expect(run.stdout).toMatch(/^usage: irq-tuning.sh \[--dry-run \| --show \| --reset\] \[JACK\.\.\.\]\n/);
    expect(run.code).toBe(0);
  });

  test('--reset says how long it lasts, and how to make it last', () => {
    expect(call('--reset').stdout).toMatch(/until the next start or switch.*\n.*tuning\.interrupts: off.*\n$/);
    expect(call().stdout).not.toContain('tuning.interrupts: off');
  });

  test.skipIf(process.getuid?.() !== 0)(
    'without root: one sentence what to do, and --show and --dry-run all the same',
    () => {
      withTree(new TuningTree(machines.apu2), (tree) => {
        // the script stands beside the tree
        const plan = tuningOf(machines.apu2);
        tree.run(plan, ['--show']);
        const asNobody = (...args: string[]) =>
          runTool('sh', [
            '-c',
            `chmod -R a+rX "${tree.root}" && chmod a+r "${tree.root}.sh" && SYSFS="${tree.root}/sys" PROCFS="${tree.root}/proc" WAIT=0 setpriv --reuid 65534 --regid 65534 --clear-groups bash "${tree.root}.sh" "$@"`,
            'sh',
            ...args,
          ]);
        const before = tree.all();
        const refused = asNobody();
        expect(refused.stderr).toBe(`irq-tuning: only root may set this: sudo bash ${tree.root}.sh\n`);
        expect(refused.code).toBe(1);
        for (const how of ['--show', '--dry-run']) expect(asNobody(how)).toMatchObject({ code: 0, stderr: '' });
        expect(tree.all()).toEqual(before);
      });
    },
  );

  test('another shell is told which one it takes', () => {
    const script = { 'tuning.sh': tuningScript(tuningOf(machines.apu2)) };
    withFolder(script, (folder) => {
      const run = runTool('dash', [join(folder, 'tuning.sh'), '--show']);
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(run.stderr).toBe(`irq-tuning: this needs bash: bash ${folder}/tuning.sh\n`);
      // /bin/sh of NixOS is a bash that plays sh
      expect(runTool('bash', ['--posix', join(folder, 'tuning.sh'), '--help'])).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('a jack alone', () => {
    expect(call('enp2s0').stdout).not.toContain('enp1s0');
    expect(call('enp2s0').stdout).toContain('enp2s0 (networks)');
  });
});

test('shellcheck and bash find nothing to say', () => {
  const plans = [
    ...everyMachine.map(({ facts }) => tuningOf(facts)),
    tuningOf(machines.apu2, { interrupts: 'off', rps: 'off' }),
    { ...tuningOf(machines.apu2), table: [] },
  ];
  const scripts = Object.fromEntries(plans.map((plan, index) => [`${index}.sh`, tuningScript(plan)]));
  withFolder(scripts, (folder) => {
    const files = Object.keys(scripts).map((name) => join(folder, name));
    for (const file of files) expect(runTool('bash', ['-n', file])).toEqual({ code: 0, stdout: '', stderr: '' });
    // the plans differ in a few lines: three of them are enough for the slow judge
    const judged = [files[2]!, files.at(-2)!, files.at(-1)!];
    expect(runTool('shellcheck', ['--severity=style', ...judged])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

test('the heading holds the table, or says why there is none', () => {
  const plan = tuningOf(machines.apu4);
  const script = tuningScript(plan);
  for (const line of tuningTable(plan).split('\n')) expect(script).toContain(`\n# ${line}\n`);
  expect(tuningScript({ ...plan, table: [] })).toContain('# The machine was not known when this was written');
  expect(tuningScript(plan)).toBe(script);
});

const hostile = [
  '$(touch hit)',
  '`touch hit`',
  "';touch hit;'",
  '"',
  '*',
  '-n',
  'a;b',
  '\\',
  'a\nb',
  '\u001b[2J',
  '--reset',
  '#',
  '~',
  '!!',
];

/** A plan whose only jack, and whose table, bears this name. */
function oddly(name: string): TuningPlan {
  const plan = tuningOf(machine([0, 1], [r8169Jack(1, 28)]));
  const rename = <Row extends object>(row: Row) => ({
    ...row,
    ...('name' in row ? { name } : { jack: name, action: name }),
  });
  return { ...plan, jacks: plan.jacks.map(rename), table: plan.table.map(rename) };
}

test('the name of a jack is a name, whatever is in it', () => {
  const name = fc.oneof(
    fc.constantFrom(...hostile),
    fc
      .string({ unit: fc.constantFrom(...'$`\'"\\;&|<>(){}[]*?!#~=- \n\t%aé'), minLength: 1, maxLength: 15 })
      .filter((text) => text !== '.' && text !== '..'),
  );
  fc.assert(
    fc.property(name, (text) => {
      const facts = machine([0, 1], [named({ ...r8169Jack(1, 28), name: text })]);
      withTree(new TuningTree(facts), (tree) => {
        const run = tree.run(oddly(text));
        expect(run).toMatchObject({ code: 0, stderr: '' });
        expect(run.stdout).not.toContain('\u001b');
        expect(tree.read(`sys/class/net/${text}/queues/rx-0/rps_cpus`)).toBe('2');
        expect(existsSync('hit')).toBe(false);
      });
    }),
    { numRuns: 60 },
  );
});

test('a name that leads elsewhere is no jack', () => {
  withTree(new TuningTree(machines.apu2), (tree) => {
    for (const name of ['../../class/net/enp1s0', '.', '..', '']) {
      const before = tree.all();
      expect(tree.run(oddly(name)).code, name).toBe(1);
      expect(tree.all()).toEqual(before);
    }
  });
});
