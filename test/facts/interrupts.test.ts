import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionAmong, interruptsNamed, parseInterrupts, servedBy } from '../../src/facts/interrupts.ts';

describe('/proc/interrupts in all its forms', () => {
  it.each([
    [
      'apu2-new-kernel',
      'enp1s0',
      '31 enp1s0 | 32 enp1s0-TxRx-0 | 33 enp1s0-TxRx-1 | 34 enp1s0-TxRx-2 | 35 enp1s0-TxRx-3',
    ],
    [
      'apu2-kernel-5.10',
      'enp2s0',
      '37 enp2s0 | 38 enp2s0-TxRx-0 | 39 enp2s0-TxRx-1 | 40 enp2s0-TxRx-2 | 41 enp2s0-TxRx-3',
    ],
    [
      'apu2-blog-numbering',
      'enp2s0',
      '42 enp2s0 | 43 enp2s0-TxRx-0 | 44 enp2s0-TxRx-1 | 45 enp2s0-TxRx-2 | 46 enp2s0-TxRx-3',
    ],
    ['apu1', 'eth1', '29 eth1'],
    [
      'n100-remapped',
      'enp5s0',
      '155 enp5s0 | 156 enp5s0-TxRx-0 | 157 enp5s0-TxRx-1 | 158 enp5s0-TxRx-2 | 159 enp5s0-TxRx-3',
    ],
    ['virtual-machine', 'virtio2', '37 virtio2-config | 38 virtio2-input.0 | 39 virtio2-output.0'],
  ])('%s: the interrupts of %s', (file, owner, expected) => {
    const lines = parseInterrupts(readFileSync(join(import.meta.dirname, 'interrupts', `${file}.txt`), 'utf8'));
    expect(
      interruptsNamed([owner], lines)
        .map(({ irq, action }) => `${irq} ${action}`)
        .join(' | '),
    ).toBe(expected);
  });

  it('reads chip names with blanks, shared lines and names with blanks', () => {
    const text = [
      '            CPU0       CPU1',
      '  17:          4    7577557   IO-APIC  17-fasteoi   ehci_hcd:usb1, eth0, snd',
      '  24:          0          0   PCI-MSI 65536-edge      PCIe PME, pcie-dpc',
      '  40:          1          0   IR-PCI-MSIX-0000:02:00.0    1-edge      enp2s0-TxRx-0',
      '  41:          1          0   PCI-MSI-edge      enp3s0',
      '  42:          0          0   PCI-MSI 5-edge',
      '  43:          0          0   XT-PIC      eth7',
      ' NMI:          0          0   Non-maskable interrupts',
      ' ERR:          0',
    ].join('\n');
    expect(parseInterrupts(text)).toEqual([
      { irq: 17, actions: ['ehci_hcd:usb1', 'eth0', 'snd'] },
      { irq: 24, actions: ['PCIe PME', 'pcie-dpc'] },
      { irq: 40, actions: ['enp2s0-TxRx-0'] },
      { irq: 41, actions: ['enp3s0'] },
    ]);
    expect(interruptsNamed(['eth0'], parseInterrupts(text))).toEqual([{ irq: 17, action: 'eth0' }]);
  });

  it('has nothing to say about nothing', () => {
    expect(parseInterrupts('')).toEqual([]);
    expect(parseInterrupts('no table at all\n1 2 3\n')).toEqual([]);
  });
});

it('a name never takes the interrupts of a longer one', () => {
  const lines = ['enp1s0', 'enp1s0-rx-0', 'enp1s0f1', 'enp1s0f1-TxRx-0', 'enp1s0_1', 'xenp1s0-rx-0'].map(
    (action, irq) => ({
      irq,
      actions: [action],
    }),
  );
  expect(interruptsNamed(['enp1s0'], lines).map(({ action }) => action)).toEqual(['enp1s0', 'enp1s0-rx-0']);
  expect(interruptsNamed(['enp1s0f1'], lines).map(({ action }) => action)).toEqual(['enp1s0f1', 'enp1s0f1-TxRx-0']);
});

it.each([
  ['enp1s0-TxRx-3', false, 'rx+tx', 3],
  ['enp1s0-rx-0', false, 'rx', 0],
  ['enp1s0-tx-1', false, 'tx', 1],
  ['enp1s0', false, 'other', null],
  ['eth0', true, 'all', null],
  ['virtio0-input.0', false, 'rx', 0],
  ['virtio0-output.11', false, 'tx', 11],
  ['virtio0-config', false, 'other', null],
  ['virtio0-virtqueues', false, 'all', null],
  ['ens192-rxtx-2', false, 'rx+tx', 2],
  ['ens192-event-8', false, 'other', null],
  ['i40e-enp3s0f0-TxRx-12', false, 'rx+tx', 12],
  ['eth0:tx-4', false, 'tx', 4],
  ['eth0-Rx-1', false, 'rx', 1],
  ['enp5s0-7', false, 'rx+tx', 7],
] as const)('%s (the only one: %s) serves %s %s', (action, single, serves, queue) => {
  expect(servedBy(action, single)).toEqual({ serves, queue });
});

it('the action is the name in /proc/irq/N that is no file of the kernel', () => {
  const files = [
    'affinity_hint',
    'effective_affinity',
    'effective_affinity_list',
    'node',
    'smp_affinity',
    'smp_affinity_list',
    'spurious',
  ];
  expect(actionAmong([...files, 'enp1s0-TxRx-0'])).toBe('enp1s0-TxRx-0');
  expect(actionAmong(files)).toBeNull();
});
