import { expect, it } from 'vitest';
import { listPresets } from '../../src/interview/presets.ts';
import { vlansToTry } from '../../src/uplink/vlans-to-try.ts';

it('the own choice first, then untagged, then what providers use, then the priority tag; none twice', () => {
  const { pppoe, dhcp } = vlansToTry([20, 10], listPresets());
  expect(pppoe.slice(0, 3)).toEqual([20, 10, null]);
  expect(pppoe.at(-1)).toBe(0);
  expect(pppoe).toHaveLength(new Set(pppoe).size);
  for (const vlan of [6, 7, 10, 11, 20, 35, 100, 101, 132, 835]) expect(pppoe).toContain(vlan);
  expect(pppoe.length).toBeLessThanOrEqual(18);
  expect(dhcp.slice(0, 3)).toEqual([20, 10, null]);
  expect(dhcp).toContain(832);
  expect(dhcp.length).toBeLessThanOrEqual(6);
});

it('most used first, by the kind of line; a preset without a VLAN counts for none', () => {
  const presets = [
    ...[8, 9, 9, 8, 9].map((vlan) => ({ type: 'pppoe' as const, vlan })),
    { type: 'pppoe' as const, vlan: null },
    { type: 'dhcp' as const, vlan: 4 },
  ];
  const { pppoe, dhcp } = vlansToTry([null], presets);
  expect(pppoe.slice(0, 3)).toEqual([null, 9, 8]);
  expect(dhcp).toEqual([null, 4]);
});
