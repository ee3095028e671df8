import { readFileSync, writeFileSync } from 'node:fs';
import type { NetworkPlan, RouterPlan } from '../../../src/plan/router-plan.ts';
import { inside, json, sh } from './guest.ts';
import { cableOf, moveFarEnd } from './wires.ts';

/** A device at home, in a namespace of its name. `device` is its name in the plan; null for one that the router does not know. */
export type Station = {
  readonly name: string;
  readonly mac: string;
  readonly network: string;
  readonly zone: NetworkPlan['zone'];
  readonly device: string | null;
};

/** What DHCP told a device. */
export type Lease = {
  readonly address: string;
  readonly routers: string;
  readonly dns: string;
  readonly domain: string;
};

/** Devices that live at home: one unknown in each network, called NETWORK-host, and those of the plan by their names (all, or these). */
export function stationsOf(plan: RouterPlan, named = plan.devices.map(({ name }) => name)): readonly Station[] {
  const zones = new Map(plan.networks.map(({ name, zone }) => [name, zone]));
  const unknown = plan.networks.map(({ name, zone }, index) => ({
    name: `${name}-host`,
    mac: `02:aa:00:00:00:${String(index + 1).padStart(2, '0')}`,
    network: name,
    zone,
    device: null,
  }));
  const known = plan.devices
    .filter(({ name }) => named.includes(name))
    .map(({ name, mac, network }) => ({ name, mac, network, zone: zones.get(network) ?? 'isolated', device: name }));
  return [...unknown, ...known];
}

/**
 * Plugs a device into its network: a switch behind the cable of its jack passes its frames with the tag of the network,
 * or with none. `member` chooses among several jacks of one network (a number in the order of the answers). It takes
 * its IPv6 address from the RA by itself.
 */
export function plugIn(station: Station, plan: RouterPlan, member = 0): void {
  const { name, mac, network } = station;
  const { jack, vlan } = placeOf(plan, network, member);
  const cable = cableOf(plan, jack);
  const wall = `switch${cable}`;
  if (!sh('ip netns list').includes(wall)) moveFarEnd(cable, wall);
  const bridge = `br${vlan ?? 0}`;
  const port = vlan === null ? 'far' : `v${vlan}`;
  const tagged = vlan === null ? '' : `ip link add link far name ${port} type vlan id ${vlan};`;
  inside(
    wall,
    `ip link show ${bridge} >/dev/null 2>&1 || { ${tagged} ip link add ${bridge} type bridge; ip link set ${port} master ${bridge} up; ip link set ${bridge} up; }`,
  );
  sh(`ip netns add ${name}; mkdir -p /etc/netns/${name}; : > /etc/netns/${name}/resolv.conf`);
  const plug = `p${nextPlug()}`;
  inside(wall, `ip link add ${plug} type veth peer name eth0 netns ${name}; ip link set ${plug} master ${bridge} up`);
  inside(
    name,
    `ip link set lo up; ip link set eth0 address ${mac}; sysctl -qw net.ipv6.conf.eth0.accept_ra=2; ip link set eth0 up`,
  );
}

/** Asks for an address by DHCP, takes it, and gives what was offered. */
export function askDhcp(name: string): Lease {
  beginDhcp(name, null);
  return awaitLease(name);
}

/** The same for many at once. `hostNames` are what some of them call themselves. */
export function askDhcpAll(
  names: readonly string[],
  hostNames: Readonly<Record<string, string>>,
): ReadonlyMap<string, Lease> {
  for (const name of names) beginDhcp(name, hostNames[name] ?? null);
  return new Map(names.map((name) => [name, awaitLease(name)]));
}

function beginDhcp(name: string, hostName: string | null): void {
  const script = '/usr/local/sbin/lab-dhclient-script';
  const config = `/run/lab/dhclient-${name}.conf`;
  sh('mkdir -p /run/lab');
  // Debian's own would send the name of the router, for all live on one machine here
  writeFileSync(config, hostName === null ? '' : `send host-name "${hostName}";\n`);
  // not under /run: Debian lets nothing be started from there
  writeFileSync(
    script,
    `#!/bin/bash
case $reason in
BOUND | RENEW | REBIND | REBOOT)
  ip addr replace "$new_ip_address/$new_subnet_mask" dev eth0
  ip route replace default via "$new_routers"
  jq -n '{ address: env.new_ip_address, routers: env.new_routers, dns: env.new_domain_name_servers, domain: env.new_domain_name }' >"/run/lab/lease-$(ip netns identify)"
  ;;
esac
`,
    { mode: 0o755 },
  );
  sh(`rm -f /run/lab/lease-${name}`);
  inside(
    name,
    `ip addr flush dev eth0 scope global -dynamic 2>/dev/null; dhclient -1 -v -nw -cf ${config} -sf ${script} -lf /run/lab/${name}.leases -pf /run/lab/${name}.pid eth0 >/run/lab/dhclient-${name}.log 2>&1; true`,
  );
}

function awaitLease(name: string): Lease {
  inside(
    name,
    `for i in $(seq 600); do [ -s /run/lab/lease-${name} ] && exit 0; sleep 0.1; done; echo 'no answer from DHCP' >&2; exit 1`,
    70,
  );
  const lease = json(`cat /run/lab/lease-${name}`) as Lease;
  inside(name, `kill $(cat /run/lab/${name}.pid) 2>/dev/null; true`);
  return lease;
}

/** IPv4 address that a device got by DHCP before. */
export function leasedAddress(name: string): string {
  return (JSON.parse(readFileSync(`/run/lab/lease-${name}`, 'utf8')) as Lease).address;
}

/** IPv6 addresses that a device made for itself, without those of the link. */
export function addresses6(name: string): readonly string[] {
  const links = JSON.parse(inside(name, 'ip -j -6 addr show dev eth0 scope global')) as readonly {
    readonly addr_info?: readonly { readonly local?: string; readonly tentative?: boolean }[];
  }[];
  return links.flatMap(({ addr_info = [] }) =>
    addr_info.flatMap(({ local, tentative }) => (local === undefined || tentative === true ? [] : [local])),
  );
}

/** Jack and tag (null for none) by which a network reaches its devices. */
function placeOf(plan: RouterPlan, network: string, member: number): { jack: string; vlan: number | null } {
  const link = plan.networks.find(({ name }) => name === network)?.link;
  if (link === undefined) throw new Error(`the plan has no network ${network}`);
  if (link.kind === 'vlan') return { jack: link.jack, vlan: link.id };
  const [jack = '', vlan] = (link.members[member] ?? '').split('.');
  return { jack, vlan: vlan === undefined ? null : Number(vlan) };
}

const plugs = { count: 0 };

/** Devices have names longer than a kernel's interface may be. */
function nextPlug(): number {
  plugs.count += 1;
  return plugs.count;
}
