import type { DeviceRule, FirewallPlan, Forward, Ports } from '../plan/firewall-plan.ts';
import { openingSets } from './firewall-openings.ts';
import { type NftElement, type NftSet, nftDevice, nftElements, nftPorts, nftRange, nftSetText } from './nft-set.ts';
import { outdatedSet } from './outdated-prefixes.ts';
import { nftString } from './quoting.ts';

/** The data of the firewall: everything in which two routers differ. */
export function firewallData(plan: FirewallPlan): string {
  const sets = [...zoneSets(plan), ...deviceSets(plan), ...openingSets(plan), ...forwardSets(plan), ...wanSets(plan)];
  return `# What differs from one home to another. An empty set means nobody.\n\n${sets.map(nftSetText).join('\n')}`;
}

function zoneSets(plan: FirewallPlan): NftSet[] {
  const wan = nftString(plan.wan);
  const trusted = plan.zones.filter(({ zone }) => zone === 'trusted');
  const input = plan.zones.map(
    ({ network, zone }) => `${nftString(network)} : ${zone === 'trusted' ? 'accept' : 'jump input_guarded'}`,
  );
  return [
    { name: 'wan', why: 'Where the Internet is.', type: 'ifname', elements: nftElements([wan]) },
    {
      name: 'trusted',
      why: 'Networks that reach everything.',
      type: 'ifname',
      elements: nftElements(trusted.map(({ network }) => nftString(network))),
    },
    {
      name: 'zone_input',
      why: 'What each network may ask of the router.',
      type: 'ifname : verdict',
      elements: nftElements(['"lo" : accept', ...input, `${wan} : jump input_wan`]),
    },
    {
      name: 'zone_forward',
      why: 'Which network may reach which; a pair that is not here may not.',
      type: 'ifname . ifname : verdict',
      elements: nftElements(zonePairs(plan)),
    },
  ];
}

function zonePairs(plan: FirewallPlan): Set<string> {
  const pair = (from: string, to: string, verdict: string) => `${nftString(from)} . ${nftString(to)} : ${verdict}`;
  const zones = plan.zones.flatMap(({ network, zone }) => {
    const others = zone === 'trusted' ? plan.zones.filter((other) => other.network !== network) : [];
    return [pair(network, plan.wan, TO_WAN[zone]), ...others.map((other) => pair(network, other.network, 'accept'))];
  });
  const openings = plan.openings.map(({ from, to }) => pair(from.network, to.network, 'jump openings'));
  return new Set([...zones, ...openings]);
}

/** A guest may go to the Internet, but not to what is private between it and us (contract.md, "Zones"). */
const TO_WAN = { trusted: 'accept', guest: 'jump guest_to_wan', isolated: 'jump isolated_to_wan' } as const;

/** Devices with the same ports share a class, so the sets of ports stay small however many devices there are. */
function deviceSets(plan: FirewallPlan): NftSet[] {
  const all = plan.devices.filter(({ internet }) => internet === 'all');
  const internet = portClasses(plan.devices, (device) => (device.internet === 'all' ? [] : device.internet));
  const router = portClasses(plan.devices, (device) => device.router);
  const member = 'ifname . ether_addr : mark';
  const ports = { type: 'mark . inet_proto . inet_service', options: 'flags interval' };
  return [
    {
      name: 'internet_all',
      why: 'Isolated devices that may reach all of the Internet.',
      type: 'ifname . ether_addr',
      elements: all.map((device) => ({ text: nftDevice(device), note: device.name })),
    },
    {
      name: 'internet_class',
      why: 'Isolated devices that may reach some ports of it: which list is theirs.',
      type: member,
      elements: internet.members,
    },
    { name: 'internet_ports', why: 'Those lists.', ...ports, elements: internet.ports },
    {
      name: 'router_class',
      why: 'Devices that need more of the router than DHCP, DNS and time: which list is theirs.',
      type: member,
      elements: router.members,
    },
    { name: 'router_ports', why: 'Those lists.', ...ports, elements: router.ports },
  ];
}

function portClasses(devices: readonly DeviceRule[], portsOf: (device: DeviceRule) => readonly Ports[]) {
  const lists = new Map<string, number>();
  const members: NftElement[] = [];
  const ports: NftElement[] = [];
  for (const device of devices) {
    const texts = nftPorts(portsOf(device));
    if (texts.length === 0) continue;
    const number = lists.get(texts.join()) ?? lists.size + 1;
    if (number > lists.size) ports.push(...nftElements(texts.map((text) => `${number} . ${text}`)));
    lists.set(texts.join(), number);
    members.push({ text: `${nftDevice(device)} : ${number}`, note: device.name });
  }
  return { members, ports };
}

function forwardSets(plan: FirewallPlan): NftSet[] {
  const moved = plan.forwards.filter(({ toPort }) => toPort !== null);
  const kept = plan.forwards.filter(({ toPort }) => toPort === null);
  const redirected = plan.zones.filter(({ dnsRedirect }) => dnsRedirect);
  return [
    {
      name: 'router4',
      why: 'Our own addresses inside: a port forward is for the public one.',
      type: 'ipv4_addr',
      elements: nftElements(new Set(plan.zones.map(({ address4 }) => address4))),
    },
    {
      name: 'forward_to_port',
      why: 'Port forwards to another port.',
      type: 'inet_proto . inet_service : ipv4_addr . inet_service',
      elements: apart(moved).map((forward) => ({
        text: `${forward.protocol} . ${forward.first} : ${forward.to} . ${forward.toPort}`,
      })),
    },
    {
      name: 'forward_same_port',
      why: 'Port forwards that keep the port.',
      type: 'inet_proto . inet_service : ipv4_addr',
      options: 'flags interval',
      elements: apart(kept).map((forward) => ({ text: `${forward.protocol} . ${nftRange(forward)} : ${forward.to}` })),
    },
    {
      name: 'dns4',
      why: 'Networks whose DNS is always answered here, and by which address.',
      type: 'ifname : ipv4_addr',
      elements: nftElements(redirected.map(({ network, address4 }) => `${nftString(network)} : ${address4}`)),
    },
    {
      name: 'dns6',
      why: 'The same for IPv6.',
      type: 'ifname : ipv6_addr',
      elements: nftElements(redirected.map(({ network, address6 }) => `${nftString(network)} : ${address6}`)),
    },
  ];
}

/** nft refuses a map in which two ranges overlap: the first one holds. `check` objects to the second. */
function apart(forwards: readonly Forward[]): readonly Forward[] {
  return forwards.filter((forward, index) => !forwards.slice(0, index).some((earlier) => overlap(earlier, forward)));
}

function overlap(one: Forward, other: Forward): boolean {
  return one.protocol === other.protocol && one.first <= other.last && other.first <= one.last;
}

function wanSets(plan: FirewallPlan): NftSet[] {
  const ports = 'inet_service . inet_service';
  const priority = plan.dhcpv6Priority === null ? [] : [`${nftString(plan.wan)} : 0:${plan.dhcpv6Priority}`];
  return [
    {
      name: 'wan_replies4',
      why: 'DHCP servers of the ISP, by source and destination port.',
      type: ports,
      elements: nftElements(plan.wanKind === 'dhcp' ? ['67 . 68'] : []),
    },
    {
      name: 'wan_replies6',
      why: 'DHCPv6 servers of the ISP.',
      type: ports,
      elements: nftElements(plan.wanIpv6 ? ['547 . 546'] : []),
    },
    {
      name: 'dhcp_priority',
      why: 'Priority of DHCP on the WAN (renewals; DHCPv6), where the ISP wants its own.',
      type: 'ifname : classid',
      elements: nftElements(priority),
    },
    outdatedSet,
    {
      name: 'bogon4',
      why: 'Addresses that nobody on the Internet has: private, shared and test ranges.',
      type: 'ipv4_addr',
      options: 'flags interval',
      elements: nftElements(BOGONS),
    },
  ];
}

/** RFC 6890, without 0/8, 127/8 and multicast: the kernel itself takes no packet from those. */
const BOGONS = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
];
