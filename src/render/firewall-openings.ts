import type { FirewallPlan, Opening, Side } from '../plan/firewall-plan.ts';
import { type NftElement, type NftSet, nftDevice, nftElements, nftPorts } from './nft-set.ts';
import { nftString } from './quoting.ts';

/**
 * A device whose address the firewall must know: an opening leads to it, or it
 * answers only to its own network. Numbered from 1; 0 is every other device.
 */
export type Target = {
  readonly number: number;
  readonly network: string;
  readonly mac: string;
  readonly address: string | null;
};

/** In the order of the plan, so that the same plan gives the same numbers. */
export function firewallTargets(plan: FirewallPlan): readonly Target[] {
  const devices = [...plan.openings.flatMap(({ to }) => (to.kind === 'device' ? [to] : [])), ...plan.masqueradeTo];
  const unique = new Map(devices.map((device) => [nftDevice(device), device]));
  return [...unique.values()].map(({ network, mac, address }, index) => ({ number: index + 1, network, mac, address }));
}

/** The sets behind `allow` and behind the devices that answer only to their own network. */
export function openingSets(plan: FirewallPlan): NftSet[] {
  const targets = firewallTargets(plan);
  const numbers = new Map(targets.map((target) => [nftDevice(target), target.number]));
  const tail = 'inet_proto . inet_service';
  const options = 'flags interval';
  const between = (from: Side['kind'], to: Side['kind']) => openingElements(plan.openings, from, to, numbers);
  return [
    {
      name: 'open_network_network',
      why: 'Openings that `allow` asked for: from a network to a network.',
      type: `ifname . ifname . ${tail}`,
      options,
      elements: between('network', 'network'),
    },
    {
      name: 'open_device_network',
      why: 'From a device to a network.',
      type: `ifname . ether_addr . ifname . ${tail}`,
      options,
      elements: between('device', 'network'),
    },
    {
      name: 'open_network_device',
      why: 'From a network to a device, by its number.',
      type: `ifname . mark . ${tail}`,
      options,
      elements: between('network', 'device'),
    },
    {
      name: 'open_device_device',
      why: 'From a device to a device, by its number.',
      type: `ifname . ether_addr . mark . ${tail}`,
      options,
      elements: between('device', 'device'),
    },
    ...targetSets(plan, targets, numbers),
  ];
}

function openingElements(
  openings: readonly Opening[],
  from: Side['kind'],
  to: Side['kind'],
  numbers: ReadonlyMap<string, number>,
): NftElement[] {
  const source = (side: Side) => (side.kind === 'network' ? nftString(side.network) : nftDevice(side));
  const goal = (side: Side) => (side.kind === 'network' ? nftString(side.network) : numbers.get(nftDevice(side)));
  const wanted = openings.filter((opening) => opening.from.kind === from && opening.to.kind === to);
  const pairs = Map.groupBy(wanted, (opening) => `${source(opening.from)} . ${goal(opening.to)}`);
  return [...pairs].flatMap(([pair, members]) => {
    const { from: one, to: other } = members[0]!;
    const note = `${sideName(one)} to ${sideName(other)}`;
    return nftPorts(members.flatMap(({ ports }) => ports)).map((ports) => ({ text: `${pair} . ${ports}`, note }));
  });
}

function sideName(side: Side): string {
  return side.kind === 'device' ? side.name : side.network;
}

function targetSets(plan: FirewallPlan, targets: readonly Target[], numbers: ReadonlyMap<string, number>): NftSet[] {
  const networks = new Set(targets.map(({ network }) => nftString(network)));
  const reserved = new Map(
    targets.flatMap(({ address, number }) => (address === null ? [] : [[address, number] as const])),
  );
  const masqueraded = new Set(plan.masqueradeTo.map((device) => String(numbers.get(nftDevice(device)))));
  const options = 'size 16384; flags dynamic,timeout';
  return [
    {
      name: 'target_networks',
      why: 'Networks with a device whose address must be known.',
      type: 'ifname',
      elements: nftElements(networks),
    },
    {
      name: 'targets',
      why: 'Those devices and their numbers.',
      type: 'ifname . ether_addr : mark',
      elements: targets.map((target) => ({ text: `${nftDevice(target)} : ${target.number}` })),
    },
    {
      name: 'address4',
      why: 'Which address is whose: reservations, and what was learned.',
      type: 'ipv4_addr : mark',
      options,
      elements: [...reserved].map(([address, number]) => ({ text: `${address} : ${number}` })),
    },
    { name: 'address6', why: 'The same for IPv6, all of it learned.', type: 'ipv6_addr : mark', options, elements: [] },
    {
      name: 'masquerade_to',
      why: 'Numbers of the devices that answer only to their own network.',
      type: 'mark',
      elements: nftElements(masqueraded),
    },
  ];
}
