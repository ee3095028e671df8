import type { DeviceRule, FirewallPlan, Opening, Ports, Side } from '../plan/firewall-plan.ts';
import { nftString } from './quoting.ts';

/** One named set or map of the ruleset: its type in nft's words, and what is in it. */
type NamedSet = {
  readonly name: string;
  readonly why: string;
  /** `ifname . ether_addr : mark`; with a colon it is a map. */
  readonly type: string;
  readonly options?: string;
  readonly elements: readonly Element[];
};

/** `note` becomes a comment behind the element: the device's name. */
type Element = { readonly text: string; readonly note?: string };

/**
 * The data of the firewall: everything in which two routers differ. A set
 * without elements is written too, since the code looks into it.
 */
export function firewallData(plan: FirewallPlan): string {
  const targets = targetNumbers(plan);
  return [...zoneSets(plan), ...deviceSets(plan), ...openingSets(plan, targets), ...addressSets(plan), ...wanSets(plan)]
    .map(setText)
    .join('\n');
}

function zoneSets(plan: FirewallPlan): NamedSet[] {
  const wan = nftString(plan.wan);
  const trusted = plan.zones.filter(({ zone }) => zone === 'trusted').map(({ network }) => nftString(network));
  const input = plan.zones.map(({ network, zone }) => `${nftString(network)} : ${zone === 'trusted' ? 'accept' : 'jump input_guarded'}`);
  return [
    { name: 'wan', why: 'Where the Internet is.', type: 'ifname', elements: plain([wan]) },
    { name: 'trusted', why: 'Networks that may reach everything.', type: 'ifname', elements: plain(trusted) },
    {
      name: 'zone_input',
      why: 'What each network may ask of the router.',
      type: 'ifname : verdict',
      elements: plain(['"lo" : accept', ...input, `${wan} : jump input_wan`]),
    },
    {
      name: 'zone_forward',
      why: 'Which network may reach which; a pair that is not here may not.',
      type: 'ifname . ifname : verdict',
      elements: plain(zonePairs(plan)),
    },
  ];
}

function zonePairs(plan: FirewallPlan): string[] {
  const pair = (from: string, to: string, verdict: string) => `${nftString(from)} . ${nftString(to)} : ${verdict}`;
  const opened = new Set(plan.openings.map(({ from, to }) => pair(from.network, to.network, 'jump openings')));
  return [
    ...plan.zones.flatMap(({ network, zone }) => [
      pair(network, plan.wan, zone === 'isolated' ? 'jump isolated_to_wan' : 'accept'),
      ...(zone === 'trusted' ? plan.zones.filter((other) => other.network !== network) : []).map((other) =>
        pair(network, other.network, 'accept'),
      ),
    ]),
    ...opened,
  ];
}

/** Devices with the same ports share a class, so the port sets stay small however many devices there are. */
function deviceSets(plan: FirewallPlan): NamedSet[] {
  const all = plan.devices.filter((device) => device.internet === 'all');
  const internet = classes(plan.devices, (device) => (device.internet === 'all' ? [] : device.internet));
  const router = classes(plan.devices, (device) => device.router);
  return [
    {
      name: 'internet_all',
      why: 'Isolated devices that may reach any port of the Internet.',
      type: 'ifname . ether_addr',
      elements: all.map((device) => ({ text: where(device), note: device.name })),
    },
    { name: 'internet_class', why: 'Isolated devices that may reach some ports: which list of ports is theirs.', type: 'ifname . ether_addr : mark', elements: internet.members },
    { name: 'internet_ports', why: 'Those lists.', type: 'mark . inet_proto . inet_service', options: 'flags interval', elements: internet.ports },
    { name: 'router_class', why: 'Devices that need more of the router than DHCP, DNS and time: which list.', type: 'ifname . ether_addr : mark', elements: router.members },
    { name: 'router_ports', why: 'Those lists.', type: 'mark . inet_proto . inet_service', options: 'flags interval', elements: router.ports },
  ];
}

function classes(devices: readonly DeviceRule[], portsOf: (device: DeviceRule) => readonly Ports[]) {
  const numbers = new Map<string, number>();
  const members: Element[] = [];
  const ports: Element[] = [];
  for (const device of devices) {
    const texts = portTexts(portsOf(device));
    if (texts.length === 0) continue;
    const key = texts.join();
    const number = numbers.get(key) ?? numbers.size + 1;
    if (!numbers.has(key)) ports.push(...plain(texts.map((text) => `${number} . ${text}`)));
    numbers.set(key, number);
    members.push({ text: `${where(device)} : ${number}`, note: device.name });
  }
  return { members, ports };
}

/** Devices that openings lead to, or that answer only to their own network, numbered from 1. */
function targetNumbers(plan: FirewallPlan): ReadonlyMap<string, number> {
  const sides = plan.openings.flatMap(({ to }) => (to.kind === 'device' ? [to] : []));
  const keys = new Set([...sides, ...plan.masqueradeTo].map(where));
  return new Map([...keys].map((key, index) => [key, index + 1]));
}

function openingSets(plan: FirewallPlan, targets: ReadonlyMap<string, number>): NamedSet[] {
  const side = (end: Side): string => (end.kind === 'network' ? nftString(end.network) : where(end));
  const goal = (end: Side): string => (end.kind === 'network' ? nftString(end.network) : String(targets.get(where(end))));
  const select = (from: Side['kind'], to: Side['kind']): Element[] => {
    const wanted = plan.openings.filter((opening) => opening.from.kind === from && opening.to.kind === to);
    const byPair = Map.groupBy(wanted, (opening: Opening) => `${side(opening.from)} . ${goal(opening.to)}`);
    return [...byPair].flatMap(([pair, openings]) =>
      portTexts(openings.flatMap(({ ports }) => ports)).map((ports) => ({ text: `${pair} . ${ports}`, note: sideNames(openings[0]!) })),
    );
  };
  const tail = 'inet_proto . inet_service';
  const options = 'flags interval';
  return [
    { name: 'open_network_network', why: 'Openings asked for by `allow`, from a network to a network.', type: `ifname . ifname . ${tail}`, options, elements: select('network', 'network') },
    { name: 'open_device_network', why: 'From a device to a network.', type: `ifname . ether_addr . ifname . ${tail}`, options, elements: select('device', 'network') },
    { name: 'open_network_device', why: 'From a network to a device, by its number.', type: `ifname . mark . ${tail}`, options, elements: select('network', 'device') },
    { name: 'open_device_device', why: 'From a device to a device, by its number.', type: `ifname . ether_addr . mark . ${tail}`, options, elements: select('device', 'device') },
  ];
}

function sideNames({ from, to }: Opening): string {
  return [from, to].map((end) => (end.kind === 'device' ? end.name : end.network)).join(' to ');
}

function addressSets(plan: FirewallPlan): NamedSet[] {
  const targets = targetNumbers(plan);
  const devices = [...plan.openings.flatMap(({ to }) => (to.kind === 'device' ? [to] : [])), ...plan.masqueradeTo];
  const networks = new Set(devices.map(({ network }) => nftString(network)));
  const reserved = new Map(devices.flatMap((device) => (device.address === null ? [] : [[device.address, targets.get(where(device))]])));
  const masqueraded = new Set(plan.masqueradeTo.map((device) => String(targets.get(where(device)))));
  const learned = 'size 16384; flags dynamic,timeout';
  return [
    { name: 'target_networks', why: 'Networks with a device whose address must be known.', type: 'ifname', elements: plain([...networks]) },
    { name: 'targets', why: 'Those devices and their numbers.', type: 'ifname . ether_addr : mark', elements: plain([...targets].map(([key, number]) => `${key} : ${number}`)) },
    { name: 'address4', why: 'Which address belongs to which number: reservations, and what was learned.', type: 'ipv4_addr : mark', options: learned, elements: plain([...reserved].map(([address, number]) => `${address} : ${number}`)) },
    { name: 'address6', why: 'The same for IPv6, all of it learned.', type: 'ipv6_addr : mark', options: learned, elements: [] },
    { name: 'masquerade_to', why: 'Numbers of the devices that answer only to their own network.', type: 'mark', elements: plain([...masqueraded]) },
  ];
}
