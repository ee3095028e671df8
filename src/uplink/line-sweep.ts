import type { System } from '../system/system.ts';
import { type Bench, type Busy, openBench } from './bench.ts';
import type { DhcpWords } from './dhcp-config.ts';
import { askDhcp, type DhcpOffer } from './dhcp-offer.ts';
import { askConcentrators, type Concentrator, findDiscovery } from './discovery.ts';
import { findTool, type Tool } from './find-tool.ts';
import { waitForLink } from './link-state.ts';
import { makeVlans, type Vlan, type VlansMade } from './vlan-device.ts';
import type { VlansToTry } from './vlans-to-try.ts';

/** What to ask, and as whom. */
export type SweepRequest = {
  /** The one jack that anything is sent on. */
  readonly jack: string;
  readonly vlans: VlansToTry;
  /** The MAC that the provider shall see; null for the jack's own. */
  readonly mac: string | null;
  readonly dhcp: DhcpWords | null;
  /** So many times the usual seconds are waited for everything; 1 unless said. For a provider, or a box, that is slow. */
  readonly patience?: number;
};

/** What is told while it goes on. */
export type SweepEvent =
  | { readonly kind: 'waiting-for-link'; readonly jack: string }
  | { readonly kind: 'asking'; readonly pppoe: readonly Vlan[]; readonly dhcp: readonly Vlan[] }
  | { readonly kind: 'concentrator'; readonly answer: PppoeAnswer }
  | { readonly kind: 'dhcp-offer'; readonly answer: DhcpAnswer }
  | { readonly kind: 'left-out'; readonly what: LeftOut };

/** A concentrator that answered (PADO), and the VLAN that it answered on. */
export type PppoeAnswer = Concentrator & { readonly vlan: Vlan };
/** An address that was offered and not taken, and the VLAN that the offer came on. */
export type DhcpAnswer = Omit<DhcpOffer, 'device'> & { readonly vlan: Vlan };

/** What could not be asked: a program is missing, or the system makes no VLANs (its own words). */
export type LeftOut =
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'vlans'; readonly vlans: readonly number[]; readonly words: string };

/** How the sweep ended. */
export type SweepResult =
  | {
      readonly kind: 'swept';
      /** The VLANs that were really asked. */
      readonly asked: VlansToTry;
      readonly pppoe: readonly PppoeAnswer[];
      readonly dhcp: readonly DhcpAnswer[];
      readonly leftOut: readonly LeftOut[];
    }
  | { readonly kind: 'no-cable'; readonly jack: string }
  | { readonly kind: 'stopped' }
  | Busy;

/**
 * Asks on one jack who answers: PPPoE concentrators on each VLAN, and DHCP
 * servers, all at the same time, in at most twelve seconds (with the usual patience). Nothing is taken or
 * configured, and the jack is given back as it was. `tell` hears of each answer
 * as it comes.
 */
export async function sweepLine(
  system: System,
  request: SweepRequest,
  tell: (event: SweepEvent) => void,
  stop: AbortSignal,
): Promise<SweepResult> {
  const bench = await openBench(system, 'sweep');
  if ('kind' in bench) return bench;
  try {
    return await sweep(system, bench, request, tell, stop);
  } finally {
    await bench.close();
  }
}

async function sweep(
  system: System,
  bench: Bench,
  request: SweepRequest,
  tell: (event: SweepEvent) => void,
  stop: AbortSignal,
): Promise<SweepResult> {
  const { jack, vlans, mac, patience = 1 } = request;
  const { restarted } = await bench.borrow(jack, { mtu: null, mac });
  tell({ kind: 'waiting-for-link', jack });
  const linked = await waitForLink(system, jack, restarted ? linkPatience * patience : 0, stop);
  if (stop.aborted) return { kind: 'stopped' };
  if (!linked) return { kind: 'no-cable', jack };

  const ids = [...new Set([...vlans.pppoe, ...vlans.dhcp])].filter((vlan) => vlan !== null);
  const made = await makeVlans(
    system,
    jack,
    ids.map((id) => ({ id, mtu: null, egressPriority: [] })),
  );
  const leftOut: LeftOut[] = [];
  const leave = (what: LeftOut) => {
    leftOut.push(what);
    tell({ kind: 'left-out', what });
  };
  if (made.refused !== null) leave({ kind: 'vlans', ...made.refused });
  const asked = {
    pppoe: vlans.pppoe.filter((vlan) => made.devices.has(vlan)),
    dhcp: vlans.dhcp.filter((vlan) => made.devices.has(vlan)),
  };
  tell({ kind: 'asking', ...asked });
  const [pppoe, dhcp] = await Promise.all([
    askPppoe(system, made, asked.pppoe, patience, (answer) => tell({ kind: 'concentrator', answer }), stop),
    askForAddress(system, made, asked.dhcp, request, (answer) => tell({ kind: 'dhcp-offer', answer }), stop),
  ]);
  if (stop.aborted) return { kind: 'stopped' };
  if (pppoe === null) leave({ kind: 'tool', tool: 'pppoe-discovery' });
  if (dhcp === null) leave({ kind: 'tool', tool: 'dhcpcd' });
  return {
    kind: 'swept',
    asked: { pppoe: pppoe === null ? [] : asked.pppoe, dhcp: dhcp === null ? [] : asked.dhcp },
    pppoe: pppoe ?? [],
    dhcp: dhcp ?? [],
    leftOut,
  };
}

/** Milliseconds that a jack which was just switched on may take to find its speed. */
export const linkPatience = 5_000;

/** Asks on every VLAN at once; null where the program for it is missing. */
export async function askPppoe(
  system: System,
  { devices }: VlansMade,
  vlans: readonly Vlan[],
  patience: number,
  tell: (answer: PppoeAnswer) => void,
  stop: AbortSignal,
): Promise<readonly PppoeAnswer[] | null> {
  const discovery = await findDiscovery(system);
  if (discovery === null) return null;
  const answers: PppoeAnswer[] = [];
  const ask = (vlan: Vlan) =>
    askConcentrators(
      system,
      discovery,
      devices.get(vlan) ?? '',
      2 * patience,
      (concentrator) => {
        const answer = { ...concentrator, vlan };
        answers.push(answer);
        tell(answer);
      },
      stop,
    );
  await Promise.all(vlans.map(ask));
  return answers;
}

async function askForAddress(
  system: System,
  { devices }: VlansMade,
  vlans: readonly Vlan[],
  { dhcp: words, patience = 1 }: SweepRequest,
  tell: (answer: DhcpAnswer) => void,
  stop: AbortSignal,
): Promise<readonly DhcpAnswer[] | null> {
  const dhcpcd = await findTool(system, 'dhcpcd');
  if (dhcpcd === null) return null;
  // without a device it would ask on all there are
  if (vlans.length === 0) return [];
  const asked = vlans.map((vlan) => devices.get(vlan) ?? '');
  const answers: DhcpAnswer[] = [];
  const hear = ({ device, ...offer }: DhcpOffer) => {
    const answer = { ...offer, vlan: vlans[asked.indexOf(device)] ?? null };
    answers.push(answer);
    tell(answer);
  };
  await askDhcp(system, dhcpcd, asked, words, 4 * patience, hear, stop);
  return answers;
}
