import { expect, test } from 'vitest';
import { tuningTable } from '../../src/render/tuning-table.ts';
import { machines, tuningOf } from '../plan/tuning-machines.ts';

test('apu3 as a person reads it', () => {
  expect(tuningTable(tuningOf(machines.apu3)).split('\n')).toEqual([
    'jack    IRQ  interrupt    CPU  RPS',
    'enp1s0   31  enp1s0         2  -',
    'enp1s0   32  enp1s0-rx-0    0  e',
    'enp1s0   33  enp1s0-rx-1    1  d',
    'enp1s0   34  enp1s0-tx-0    0  -',
    'enp1s0   35  enp1s0-tx-1    1  -',
    'enp2s0   37  enp2s0         0  -',
    'enp2s0   38  enp2s0-rx-0    2  f',
    'enp2s0   39  enp2s0-rx-1    3  f',
    'enp2s0   40  enp2s0-tx-0    2  -',
    'enp2s0   41  enp2s0-tx-1    3  -',
    'enp3s0   43  enp3s0         3  -',
    'enp3s0   44  enp3s0-rx-0    1  f',
    'enp3s0   45  enp3s0-rx-1    2  f',
    'enp3s0   46  enp3s0-tx-0    1  -',
    'enp3s0   47  enp3s0-tx-1    2  -',
  ]);
});

test('a queue without an interrupt', () => {
  expect(tuningTable(tuningOf(machines['USB as WAN'])).split('\n')[1]).toBe('enx9      -  rx-0             -  f');
});

test('a mask for very many CPUs goes on below itself, and no line is too long', () => {
  const rps = Array.from({ length: 6 }, () => 'ffffffff').join(',');
  const row = { jack: 'enp129s0f1np1x', irq: 1234, action: 'enp129s0f1np1x-TxRx-127', cpu: 191, rps };
  const lines = tuningTable({ ...tuningOf(machines.apu2), table: [row] }).split('\n');
  expect(lines.slice(1)).toEqual([
    'enp129s0f1np1x  1234  enp129s0f1np1x-TxRx-127  191  ffffffff,ffffffff,',
    '                                                    ffffffff,ffffffff,',
    '                                                    ffffffff,ffffffff',
  ]);
  for (const facts of Object.values(machines)) {
    for (const line of tuningTable(tuningOf(facts)).split('\n')) expect(line.length).toBeLessThanOrEqual(77);
  }
});

test('no machine, no table; odd names cannot break out of a line', () => {
  const plan = tuningOf(machines.apu1);
  expect(tuningTable({ ...plan, table: [] })).toBe('');
  const odd = plan.table.map((row) => ({ ...row, jack: 'a\nb\r\u001b\u2028\u202e' }));
  expect(tuningTable({ ...plan, table: odd })).not.toMatch(/[^\n -~]/);
  expect(tuningTable({ ...plan, table: odd }).split('\n')).toHaveLength(4);
});
