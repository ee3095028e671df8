import type { System } from '../system/system.ts';
import { askPppoe, type PppoeAnswer } from './line-sweep.ts';
import { makeVlans, removeVlans, type Vlan } from './vlan-device.ts';

/** Who answered first beside a dial, and on which VLANs somebody was asked. */
export type Elsewhere = { readonly first: PppoeAnswer | null; readonly asked: readonly Vlan[] };

/**
 * Where a dial on the same jack has been silent for a while, asks on other VLANs who is there, until the first one
 * answers or `stop` is aborted: to be aborted when the dial is answered after all. What the dial uses must not be among
 * `vlans`; each question knows its own answers (`askConcentrators`, and pppd likewise). The VLAN devices are gone again.
 */
export async function askElsewhere(
  system: System,
  jack: string,
  vlans: readonly Vlan[],
  patience: number,
  tell: (asked: readonly Vlan[]) => void,
  stop: AbortSignal,
): Promise<Elsewhere> {
  if (vlans.length > 0) await system.wait(silence * patience, stop);
  if (vlans.length === 0 || stop.aborted) return nobody;
  const ids = vlans.filter((vlan) => vlan !== null);
  const made = await makeVlans(
    system,
    jack,
    ids.map((id) => ({ id, mtu: null, egressPriority: [] })),
  );
  const asked = vlans.filter((vlan) => made.devices.has(vlan));
  try {
    if (asked.length === 0 || stop.aborted) return nobody;
    tell(asked);
    const enough = new AbortController();
    const either = AbortSignal.any([stop, enough.signal]);
    const answers = await askPppoe(system, made, asked, patience, () => enough.abort(), either);
    return answers === null ? nobody : { first: answers[0] ?? null, asked };
  } finally {
    await removeVlans(
      system,
      ids.filter((id) => made.devices.has(id)),
    );
  }
}

/** Milliseconds that pppd is waited for: it has asked twice by then, the second time one and a half seconds ago. */
const silence = 3_500;

const nobody: Elsewhere = { first: null, asked: [] };
