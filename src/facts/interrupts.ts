import type { Vector } from './facts.ts';

/** One line of /proc/interrupts that is a device's: the names of all that share it. */
export type InterruptLine = { readonly irq: number; readonly actions: readonly string[] };

/**
 * Reads /proc/interrupts in all its forms: `PCI-MSI 524289-edge`,
 * `PCI-MSIX-0000:01:00.0   1-edge`, with or without `IR-`, shared lines with
 * commas, names with blanks (`PCIe PME`). Lines without a number in front
 * (NMI, LOC) and interrupts without a name are left out.
 */
export function parseInterrupts(text: string): readonly InterruptLine[] {
  return text.split('\n').flatMap((line) => {
    const [number = '', ...words] = line.trim().split(/\s+/);
    if (!/^\d+:$/.test(number)) return [];
    // A counter for each CPU, the chip, then the trigger (`5-edge`, `16-fasteoi`), then the names.
    const trigger = words.findIndex((word) => /(^|-)(edge|fasteoi|level|event)$/i.test(word));
    const actions = words
      .slice(trigger + 1)
      .join(' ')
      .split(',')
      .map((name) => name.trim());
    return trigger === -1 || actions[0] === '' ? [] : [{ irq: Number.parseInt(number, 10), actions }];
  });
}

/**
 * The interrupts of one jack by name, for where sysfs does not tell: the name
 * itself or the name and a hyphen, so that enp1s0 never takes enp1s0f1's.
 * `owners` are the names it may bear: the jack's, and for virtio `virtio0`.
 */
export function interruptsNamed(owners: readonly string[], lines: readonly InterruptLine[]): readonly NamedInterrupt[] {
  return lines.flatMap(({ irq, actions }) => {
    const action = actions.find((name) => owners.some((owner) => name === owner || name.startsWith(`${owner}-`)));
    return action === undefined ? [] : [{ irq, action }];
  });
}

/** An interrupt of this boot and the name it bears: 37 and `enp1s0-TxRx-0`. */
export type NamedInterrupt = { readonly irq: number; readonly action: string };

/** Names of /proc/irq/N that the kernel puts there itself; anything else is the name of an action. */
const irqFiles = new Set([
  'affinity_hint',
  'effective_affinity',
  'effective_affinity_list',
  'node',
  'smp_affinity',
  'smp_affinity_list',
  'spurious',
]);

/** The action that /proc/irq/N bears; null while the device is off and nothing listens. */
export function actionAmong(names: readonly string[]): string | null {
  return names.find((name) => !irqFiles.has(name)) ?? null;
}

/**
 * What an interrupt serves, by the endings that drivers use: igb and igc
 * `-TxRx-0`, i211 and e1000e `-rx-0`, virtio `-input.0`, vmxnet3 `-rxtx-0`,
 * atlantic `-0`. A jack with one single interrupt (r8169) has all its work there;
 * beside others, a bare name is the link's.
 */
export function servedBy(action: string, single: boolean): Pick<Vector, 'serves' | 'queue'> {
  const [, kind = '', number] = /[-:](TxRx|rxtx|rx|tx|input|output)[-.](\d+)$/i.exec(action) ?? [];
  if (number !== undefined) return { serves: kinds[kind.toLowerCase()] ?? 'rx+tx', queue: Number(number) };
  const [, pair] = /^[^-:]+-(\d+)$/.exec(action) ?? [];
  if (pair !== undefined) return { serves: 'rx+tx', queue: Number(pair) };
  return { serves: single || action.endsWith('-virtqueues') ? 'all' : 'other', queue: null };
}

const kinds: Readonly<Record<string, Vector['serves']>> = { rx: 'rx', input: 'rx', tx: 'tx', output: 'tx' };
