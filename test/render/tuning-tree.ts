import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Facts, Jack } from '../../src/facts/facts.ts';
import type { TuningPlan } from '../../src/plan/tuning-plan.ts';
import { tuningScript } from '../../src/render/tuning-script.ts';
import { runTool, type ToolRun } from '../nixos/workbench.ts';

/**
 * A /proc and /sys for the tuning script to work on, made from facts, in a folder of its own.
 * `names` says where the kernel tells the interrupts' names: under /proc/irq (with msi_irqs), or
 * only in /proc/interrupts, in the old or the new form or that of an interrupt remapper.
 */
export class TuningTree {
  readonly root: string;

  constructor(facts: Facts, names: 'irq' | 'old' | 'new' | 'remapped' = 'irq') {
    this.root = mkdtempSync(join(tmpdir(), 'naar-tuning-'));
    this.write('sys/devices/system/cpu/online', kernelList(facts.cpu.online));
    for (const jack of facts.jacks) this.addJack(jack, facts, names === 'irq');
    if (names !== 'irq') this.write('proc/interrupts', interruptsText(facts, names));
    mkdirSync(join(this.root, 'proc'), { recursive: true });
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), `${text}\n`);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8').trim();
  }

  remove(path = ''): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Puts in the place of a file one that the kernel refuses to write. */
  refuse(path: string, by: 'directory' | '/dev/full' | '/dev/null'): void {
    this.remove(path);
    if (by === 'directory') mkdirSync(join(this.root, path), { recursive: true });
    else symlinkSync(by, join(this.root, path));
  }

  /** Content of every file by path. */
  all(folder = ''): Record<string, string> {
    const found = readdirSync(join(this.root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return Object.entries(this.all(path));
      return entry.isFile() ? [[path, this.read(path)]] : [];
    });
    return Object.fromEntries(found);
  }

  /** Runs the plan's script here with bash alone: no command is in its PATH. */
  run(plan: TuningPlan, args: readonly string[] = []): ToolRun {
    return runTool('/bin/bash', [this.script(plan), ...args], { ...this.environment, PATH: '/nowhere', WAIT: '0' });
  }

  /** The same in the background and with a PATH, to see it wait. */
  async runWaiting(plan: TuningPlan, seconds: number): Promise<ToolRun> {
    const child = spawn('/bin/bash', [this.script(plan)], {
      env: { ...process.env, ...this.environment, WAIT: `${seconds}` },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 128)));
    return { code, stdout, stderr };
  }

  private get environment() {
    return { SYSFS: join(this.root, 'sys'), PROCFS: join(this.root, 'proc') };
  }

  private script(plan: TuningPlan): string {
    const path = `${this.root}.sh`;
    writeFileSync(path, tuningScript(plan));
    return path;
  }

  private addJack(jack: Jack, facts: Facts, named: boolean): void {
    const net = `sys/class/net/${jack.name}`;
    const pci = jack.pci === null ? 'sys/devices/usb1/1-1:1.0' : `sys/devices/pci0000:00/${jack.pci}`;
    const virtio = /^virtio\d+/.exec(jack.vectors[0]?.action ?? '')?.[0];
    const device = virtio === undefined ? pci : `${pci}/${virtio}`;
    mkdirSync(join(this.root, device), { recursive: true });
    this.write(`${net}/flags`, '0x1003');
    symlinkSync(join(this.root, device), join(this.root, net, 'device'));
    for (let queue = 0; queue < jack.rxQueues; queue++) this.write(`${net}/queues/rx-${queue}/rps_cpus`, '0');
    for (let queue = 0; queue < jack.txQueues; queue++) {
      mkdirSync(join(this.root, net, 'queues', `tx-${queue}`), { recursive: true });
      if (jack.txQueues > 1) this.write(`${net}/queues/tx-${queue}/xps_cpus`, '0');
    }
    for (const { irq, action, affinity, effective } of jack.vectors) {
      this.write(`proc/irq/${irq}/smp_affinity_list`, affinity ?? kernelList(facts.cpu.online));
      this.write(`proc/irq/${irq}/effective_affinity_list`, effective ?? `${facts.cpu.online[0]}`);
      if (named) mkdirSync(join(this.root, `proc/irq/${irq}/${action}`), { recursive: true });
      if (named) this.write(`${pci}/msi_irqs/${irq}`, 'msix');
    }
  }
}

/** Runs `use` with a tree and removes it, also after a failure. */
export function withTree<Result>(tree: TuningTree, use: (tree: TuningTree) => Result): Result {
  const remove = () => {
    tree.remove();
    if (existsSync(`${tree.root}.sh`)) rmSync(`${tree.root}.sh`);
  };
  let pending = false;
  try {
    const result = use(tree);
    if (!(result instanceof Promise)) return result;
    pending = true;
    return result.finally(remove) as Result;
  } finally {
    if (!pending) remove();
  }
}

/** CPUs as the kernel lists them: `0-2,5`. */
export function kernelList(cpus: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < cpus.length; index++) {
    const first = cpus[index]!;
    while (cpus[index + 1] === cpus[index]! + 1) index++;
    parts.push(first === cpus[index] ? `${first}` : `${first}-${cpus[index]}`);
  }
  return parts.join(',');
}

function interruptsText(facts: Facts, form: 'old' | 'new' | 'remapped'): string {
  const counts = facts.cpu.online.map(() => '7'.padStart(11)).join('');
  const lines = facts.jacks.flatMap((jack, number) =>
    jack.vectors.map(({ irq, action }, index) => {
      const chip = {
        old: `PCI-MSI ${524288 * (number + 1) + index}-edge`,
        new: `PCI-MSIX-${jack.pci}   ${index}-edge`,
        remapped: `IR-PCI-MSIX-${jack.pci}   ${index}-edge`,
      }[form];
      return `${String(irq).padStart(4)}:${counts}  ${chip}      ${action}`;
    }),
  );
  return [
    `     ${facts.cpu.online.map((cpu) => `CPU${cpu}`.padStart(11)).join('')}`,
    `  17:${counts}   IO-APIC  17-fasteoi   ehci_hcd:usb1, ehci_hcd:usb2`,
    `  25:${counts}  PCI-MSI 36864-edge      PCIe PME`,
    ...lines,
    ` NMI:${counts}   Non-maskable interrupts`,
    ' ERR:          0',
  ].join('\n');
}
