import { writeFileSync } from 'node:fs';
import { inside, json, sh } from './guest.ts';

/** A device at home in a namespace of its own, in a tagged network behind the far end of a cable. */
export type HomeDevice = { readonly name: string; readonly mac: string; readonly vlan: number };

/** What DHCP told a device. */
export type Lease = {
  readonly address: string;
  readonly routers: string;
  readonly dns: string;
  readonly domain: string;
};

/** Plugs a device into a switch (a namespace that holds the far end). It takes its IPv6 address from the RA by itself. */
export function plugIn(device: HomeDevice, switchName: string): void {
  const { name, mac, vlan } = device;
  sh(`ip netns add ${name}; mkdir -p /etc/netns/${name}; : > /etc/netns/${name}/resolv.conf`);
  inside(
    switchName,
    `ip link show br${vlan} >/dev/null 2>&1 || { ip link add link far name v${vlan} type vlan id ${vlan}; ip link add br${vlan} type bridge; ip link set v${vlan} master br${vlan} up; ip link set br${vlan} up; }`,
  );
  inside(
    switchName,
    `ip link add p-${name} type veth peer name eth0 netns ${name}; ip link set p-${name} master br${vlan} up`,
  );
  inside(
    name,
    `ip link set lo up; ip link set eth0 address ${mac}; sysctl -qw net.ipv6.conf.eth0.accept_ra=2; ip link set eth0 up`,
  );
}

/** Asks for an address by DHCP, takes it, and gives what was offered. */
export function askDhcp(name: string): Lease {
  const script = '/usr/local/sbin/lab-dhclient-script';
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
  inside(
    name,
    `ip addr flush dev eth0 scope global -dynamic 2>/dev/null; dhclient -1 -v -nw -sf ${script} -lf /run/lab/${name}.leases -pf /run/lab/${name}.pid eth0 2>&1; true`,
  );
  inside(
    name,
    `for i in $(seq 60); do [ -s /run/lab/lease-${name} ] && exit 0; sleep 1; done; echo 'no answer from DHCP' >&2; exit 1`,
    70,
  );
  const lease = json(`cat /run/lab/lease-${name}`) as Lease;
  inside(name, `kill $(cat /run/lab/${name}.pid) 2>/dev/null; true`);
  return lease;
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
