import type { Vlan } from './vlan-device.ts';

/** What a preset says of VLANs: the part of an ISP's row that this needs. */
export type VlanHint = { readonly type: 'pppoe' | 'dhcp'; readonly vlan: number | null };

/** Which VLANs are asked, in the order that they are shown. */
export type VlansToTry = { readonly pppoe: readonly Vlan[]; readonly dhcp: readonly Vlan[] };

/**
 * The person's own choice first (their VLAN, then the preset's), then untagged,
 * then what providers use, most of them first, then the priority tag. For PPPoE a
 * dozen, for they cost one packet each; for DHCP four, for each is a whole client.
 */
export function vlansToTry(own: readonly Vlan[], presets: readonly VlanHint[]): VlansToTry {
  return {
    pppoe: [...new Set([...own, null, ...byUse(presets, 'pppoe').slice(0, most.pppoe), ...practice, 0])],
    dhcp: [...new Set([...own, null, ...byUse(presets, 'dhcp').slice(0, most.dhcp)])],
  };
}

const most = { pppoe: 8, dhcp: 3 };
/** Numbers that wholesale networks use and that few presets name. */
const practice: readonly Vlan[] = [10, 7, 20, 35, 11, 100, 101, 6, 132, 835];

function byUse(presets: readonly VlanHint[], type: VlanHint['type']): readonly Vlan[] {
  const uses = new Map<number, number>();
  for (const { vlan } of presets.filter((preset) => preset.type === type))
    if (vlan !== null && vlan > 0) uses.set(vlan, (uses.get(vlan) ?? 0) + 1);
  return [...uses].sort(([one, a], [other, b]) => b - a || one - other).map(([vlan]) => vlan);
}
