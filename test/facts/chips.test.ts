import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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

describe('the names agree with the list of PCI ids (pci-ids.ucw.cz, Debian package pci.ids)', () => {
  const families: readonly (readonly [chip: string, vendor: string, words: RegExp])[] = [
    ['i210', '8086', /\bI210\b/],
    ['i211', '8086', /\bI211\b/],
    ['i225', '8086', /\bI225\b/],
    ['i226', '8086', /\bI226\b/],
    ['i350', '8086', /\bI350\b/],
    ['82574', '8086', /\b82574L\b/],
    ['82576', '8086', /\b82576(NS)?\b/],
    ['82583', '8086', /\b82583V\b/],
    ['RTL8111', '10ec', /\bRTL8111\/8168\b/],
    ['RTL8125', '10ec', /\bRTL8125\b|Killer E3000/],
  ];
  const listed = pciIds();
  // no jack of a router: parts of another device, or ids that the kernel's drivers do not take
  const left = /Virtual Function|UART|IPMI|Unprogrammed|^I210 Gigabit Ethernet Connection$/;

  it.each(families)('%s', (chip, vendor, words) => {
    const ids = [...listed].filter(([id, name]) => id.startsWith(vendor) && words.test(name) && !left.test(name));
    expect(ids.length).toBeGreaterThan(0);
    for (const [id] of ids) expect([id, named(id)]).toEqual([id, chip]);
  });

  it('has a few that are newer than some copies of the list', () => {
    const newer = {
      i225: ['8086:15f8', '8086:3100', '8086:3101'],
      i226: ['8086:125d', '8086:3102', '8086:5503'],
      RTL8126: ['10ec:8126'],
      RTL8127: ['10ec:8127'],
    };
    for (const [chip, ids] of Object.entries(newer)) {
      for (const id of ids) {
        expect([id, named(id)]).toEqual([id, chip]);
        expect(listed.get(id) ?? chip.toUpperCase()).toContain(chip.toUpperCase());
      }
    }
  });

  function named(id: string): string {
    const [vendor = '', device = ''] = id.split(':');
    return chipName(`0x${vendor}`, `0x${device}`, 'driver');
  }
});

/** `8086:1539` to `I211 Gigabit Network Connection`. */
function pciIds(): ReadonlyMap<string, string> {
  let vendor = '';
  return new Map(
    readFileSync('/usr/share/misc/pci.ids', 'utf8')
      .split('\n')
      .flatMap((line): [string, string][] => {
        vendor = /^[0-9a-f]{4}(?= )/.exec(line)?.[0] ?? vendor;
        const [, device, name] = /^\t([0-9a-f]{4}) +(.+)$/.exec(line) ?? [];
        return device === undefined || name === undefined ? [] : [[`${vendor}:${device}`, name]];
      }),
  );
}
