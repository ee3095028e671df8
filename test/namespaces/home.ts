import type { FirewallPlan } from '../../src/plan/firewall-plan.ts';
import type { TestHost, TestNetworkShape } from './test-network.ts';

/**
 * The home of the firewall's checks: every zone, every kind of device and
 * every kind of opening at least once. Rules and expectations are both made
 * from this; the expectations by `may` in policy.ts, which knows no nft.
 */
export const HOME: FirewallPlan = {
  wan: 'ppp0',
  wanKind: 'dhcp',
  wanIpv6: true,
  zones: [
    zone('lan', 'trusted', 20, true),
    zone('office', 'trusted', 21, false),
    zone('guest', 'guest', 30, true),
    zone('iot', 'isolated', 90, true),
    zone('iot2', 'isolated', 91, false),
  ],
  devices: [
    {
      name: 'cam',
      network: 'iot',
      mac: mac(31),
      address: '192.168.90.31',
      internet: [tcp(80), udp(80, 99)],
      router: [udp(5353), tcp(1883)],
    },
    { name: 'cast', network: 'iot', mac: mac(32), address: null, internet: 'all', router: [] },
    { name: 'bulb', network: 'iot2', mac: mac(41), address: null, internet: [tcp(443)], router: [udp(514)] },
    { name: 'hub', network: 'iot2', mac: mac(42), address: '192.168.91.42', internet: [], router: [] },
    { name: 'tv', network: 'guest', mac: mac(22), address: null, internet: [], router: [udp(5353)] },
  ],
  openings: [
    {
      from: device('cam', 'iot', 31, '192.168.90.31'),
      to: device('nas', 'lan', 12, '192.168.20.12'),
      ports: [tcp(445), udp(445)],
    },
    { from: device('bulb', 'iot2', 41, null), to: device('desk', 'office', 15, null), ports: [tcp(8009, 8011)] },
    {
      from: device('hub', 'iot2', 42, '192.168.91.42'),
      to: { kind: 'network', network: 'iot' },
      ports: [tcp(80), udp(80)],
    },
    { from: { kind: 'network', network: 'guest' }, to: device('cast', 'iot', 32, null), ports: [tcp(8009), udp(8009)] },
    { from: { kind: 'network', network: 'iot2' }, to: { kind: 'network', network: 'guest' }, ports: [udp(8081)] },
  ],
  forwards: [
    { protocol: 'tcp', first: 8443, last: 8443, to: '192.168.20.12', toPort: 443 },
    { protocol: 'tcp', first: 8000, last: 8011, to: '192.168.20.12', toPort: null },
    { protocol: 'udp', first: 8081, last: 8081, to: '192.168.90.31', toPort: null },
  ],
  masqueradeTo: [
    { network: 'iot2', mac: mac(42), address: '192.168.91.42' },
    { network: 'iot', mac: mac(32), address: null },
  ],
  dhcpv6Priority: 6,
};

/** Who lives there. `stranger` and `visitor` are in no answers file. */
export const HOSTS: readonly TestHost[] = [
  host('pc', 'lan', 20, 11),
  host('nas', 'lan', 20, 12),
  host('desk', 'office', 21, 15),
  host('phone', 'guest', 30, 21),
  host('tv', 'guest', 30, 22),
  host('cam', 'iot', 90, 31),
  host('cast', 'iot', 90, 32),
  host('stranger', 'iot', 90, 33),
  host('bulb', 'iot2', 91, 41),
  host('hub', 'iot2', 91, 42),
  host('visitor', 'iot2', 91, 43),
];

/** Public on both sides, so that bogon rules mean something; nothing leaves the namespaces. */
export const WAN4 = '81.2.3.4';
export const INTERNET4 = '9.9.9.9';
export const INTERNET6 = '2620:fe::9';
/** A source that cannot be on the Internet, but is behind this WAN. */
export const BOGON4 = '10.66.0.1';
/** A machine of the home that this router stands in: behind the WAN, and not on the Internet. */
export const UPSTREAM4 = '192.168.178.5';
export const UPSTREAM6 = 'fdbb:178::5';

export const SHAPE: TestNetworkShape = {
  networks: new Map(
    HOME.zones.map(({ network, address4, address6 }) => [
      network,
      [`${address4}/24`, `${address6}/64`, `${global6(Number(address4.split('.')[2]))}::1/64`],
    ]),
  ),
  wan: { device: 'ppp0', address4: WAN4, peer4: '81.2.3.1' },
  jacks: ['enp1s0'],
  hosts: HOSTS,
  internet: {
    name: 'internet',
    network: 'ppp0',
    mac: '02:ff:00:00:01:01',
    addresses: [`${INTERNET4}/32`, `${BOGON4}/32`, `${UPSTREAM4}/32`, `${INTERNET6}/128`, `${UPSTREAM6}/128`],
  },
  prefix6: '2a01:1:1::/48',
};

/** First address of a family without its prefix length; IPv6 is the global one. */
export function addressOf(name: string, family: 4 | 6): string {
  const found = HOSTS.find((candidate) => candidate.name === name)!.addresses;
  return found[family === 4 ? 0 : 1]!.split('/')[0]!;
}

function zone(network: string, kind: FirewallPlan['zones'][number]['zone'], id: number, dnsRedirect: boolean) {
  return { network, zone: kind, address4: `192.168.${id}.1`, address6: `fd00:0:0:${id}::1`, dnsRedirect };
}

function global6(id: number): string {
  return `2a01:1:1:${id}`;
}

function host(name: string, network: string, id: number, last: number): TestHost {
  return {
    name,
    network,
    mac: mac(last),
    addresses: [`192.168.${id}.${last}/24`, `${global6(id)}::${last}/64`, `fd00:0:0:${id}::${last}/64`],
  };
}

/** MAC of the host with this number. */
export function mac(last: number): string {
  return `02:00:00:00:00:${String(last).padStart(2, '0')}`;
}

function device(name: string, network: string, last: number, address: string | null) {
  return { kind: 'device', name, network, mac: mac(last), address } as const;
}

function tcp(first: number, last = first) {
  return { protocol: 'tcp', first, last } as const;
}

function udp(first: number, last = first) {
  return { protocol: 'udp', first, last } as const;
}
