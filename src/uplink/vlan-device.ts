import type { WanPlan } from '../plan/router-plan.ts';
import type { System } from '../system/system.ts';
import { vlanPrefix } from './bench-file.ts';
import { ipBatch } from './ip-batch.ts';

/** A VLAN number from 0 (priority tag only) to 4094; null is untagged. */
export type Vlan = number | null;

/** A VLAN to make on the jack, with the 802.1p priorities that the provider wants. */
export type VlanWish = {
  readonly id: number;
  /** Bytes; null as the jack has. */
  readonly mtu: number | null;
  readonly egressPriority: NonNullable<WanPlan['vlan']>['egressPriority'];
};

/** What came of it: some may be there and some refused. */
export type VlansMade = {
  /** Device by VLAN: the jack itself for untagged. */
  readonly devices: ReadonlyMap<Vlan, string>;
  /** VLANs that could not be made, and what the system said. */
  readonly refused: { readonly vlans: readonly number[]; readonly words: string } | null;
};

/**
 * Makes a VLAN device for each number, switched on and silent: they send nothing
 * by themselves. All by one process, for there are a dozen. The bench removes them.
 */
export async function makeVlans(system: System, jack: string, wishes: readonly VlanWish[]): Promise<VlansMade> {
  const devices = new Map<Vlan, string>([[null, jack]]);
  if (wishes.length === 0) return { devices, refused: null };
  const words = await ipBatch(
    system,
    wishes.flatMap((wish) => making(jack, wish)),
  );
  const present = await system.list('/sys/class/net');
  for (const { id } of wishes) if (present.includes(vlanDevice(id))) devices.set(id, vlanDevice(id));
  const vlans = wishes.map(({ id }) => id).filter((id) => !devices.has(id));
  return { devices, refused: vlans.length === 0 ? null : { vlans, words } };
}

/** Takes VLAN devices away before the bench does. */
export async function removeVlans(system: System, ids: readonly number[]): Promise<void> {
  await ipBatch(
    system,
    ids.map((id) => `link delete dev ${vlanDevice(id)}`),
  );
}

/** The bench's device of a VLAN. */
export function vlanDevice(id: number): string {
  return `${vlanPrefix}${id}`;
}

function making(jack: string, { id, mtu, egressPriority }: VlanWish): readonly string[] {
  const name = vlanDevice(id);
  const maps = egressPriority.map(({ from, to }) => `${from}:${to}`).join(' ');
  return [
    `link add link ${jack} name ${name} type vlan id ${id}${maps === '' ? '' : ` egress-qos-map ${maps}`}`,
    `link set dev ${name} addrgenmode none`,
    ...(mtu === null ? [] : [`link set dev ${name} mtu ${mtu}`]),
    `link set dev ${name} up`,
  ];
}
