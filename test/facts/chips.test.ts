import { expect, it } from 'vitest';
import { chipName } from '../../src/facts/chips.ts';

it.each([
  ['0x8086', '0x157b', 'igb', 'i210'],
  ['0x8086', '0x1533', 'igb', 'i210'],
  ['0x8086', '0x1539', 'igb', 'i211'],
  ['0x8086', '0x15f3', 'igc', 'i225'],
  ['0x8086', '0x125c', 'igc', 'i226'],
  ['0x8086', '0x10d3', 'e1000e', '82574'],
  ['0x8086', '0x10c9', 'igb', '82576'],
  ['0x10ec', '0x8168', 'r8169', 'RTL8111'],
  ['0x10EC\n', '0x8125\n', 'r8169', 'RTL8125'],
  ['0x1af4', '0x1041', 'virtio_net', 'virtio'],
  ['0x15b3', '0x1015', 'mlx5_core', '15b3:1015'],
  [null, null, 'r8152', 'r8152'],
  ['0x8086', null, 'igb', 'igb'],
])('%s %s (%s) is %s', (vendor, device, driver, chip) => {
  expect(chipName(vendor, device, driver)).toBe(chip);
});
