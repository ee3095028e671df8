import type { DeviceProfile, ServicePort } from '../../src/interview/profiles.ts';

type Port = { proto: string; ports: string; why: string };
type Row = {
  id: string;
  name: string;
  discovery: { protocol: string; service: string }[];
  deviceToLan: Port[];
  deviceToRouter: Port[];
  internet: 'none' | 'limited' | 'full';
  internetPorts: Port[];
  multicast: { mdnsReflector: boolean | string; other: string | null };
  sameSubnetOnly: boolean;
  snatFromLan: boolean;
  notes: string | null;
  confidence: string;
  source: string[];
};

/** What the router answers for everyone (DHCP, DNS, NTP) or decides by `mdnsServices`. */
const everyonesPorts = ['67', '53', '123', '5353'];

/** How the ways of finding a device are called in a sentence. mDNS is carried by the reflector; LLMNR only finds names. */
const discoveryNames: Record<string, string | null> = {
  mdns: null,
  llmnr: null,
  ssdp: 'SSDP',
  'ws-discovery': 'WS-Discovery',
  broadcast: 'broadcast',
  coiot: 'CoIoT multicast',
  'knxnet/ip': 'KNXnet/IP multicast',
  speedwire: 'Speedwire multicast',
  other: 'multicast of its own',
};

export type StoredProfile = DeviceProfile & { readonly confidence: string; readonly sources: readonly string[] };

/** Rows of the shared data as the profiles that the interview hands to the plan. */
export function deviceProfiles(data: { compiled: string; rows: Row[] }): {
  compiled: string;
  profiles: StoredProfile[];
} {
  return { compiled: data.compiled, profiles: data.rows.map(deviceProfile) };
}

function deviceProfile(row: Row): StoredProfile {
  return {
    id: row.id,
    name: row.name,
    sameSubnetOnly: row.sameSubnetOnly,
    snatFromLan: row.snatFromLan,
    mdnsServices: mdnsServices(row),
    notRelayed: notRelayed(row),
    internet: internet(row),
    router: row.deviceToRouter
      .filter((port) => port.proto !== 'icmpv6' && !everyonesPorts.includes(port.ports))
      .flatMap(servicePorts),
    toNetworks: row.deviceToLan.flatMap(servicePorts),
    notes: row.notes ?? '',
    confidence: row.confidence,
    sources: row.source,
  };
}

/** `false` and "must be off for this segment" (Matter) want no reflector, every other remark names a use of it. */
function mdnsServices(row: Row): string[] {
  const wanted = row.multicast.mdnsReflector;
  if (wanted === false || (typeof wanted === 'string' && wanted.startsWith('must be off'))) return [];
  const services = row.discovery
    .filter((way) => way.protocol === 'mdns')
    .map((way) => /^_[A-Za-z0-9-]+\._(tcp|udp)/.exec(way.service)?.[0]);
  return [...new Set(services.filter((service) => service !== undefined))];
}

function notRelayed(row: Row): string | null {
  const ways = row.discovery.flatMap((way) => {
    const name = discoveryNames[way.protocol];
    if (name === undefined) throw new Error(`${row.id}: unknown discovery protocol ${way.protocol}`);
    return name === null ? [] : [`${name} (${way.service})`];
  });
  const sentences = [];
  if (ways.length > 0) sentences.push(`Apps in other networks do not find it by ${ways.join(' or ')}.`);
  // What a relay would need is of no use to a person: naar has none.
  if (row.multicast.other !== null && !row.multicast.other.startsWith('relay '))
    sentences.push(`${row.multicast.other[0]?.toUpperCase()}${row.multicast.other.slice(1)}.`);
  return sentences.length > 0 ? sentences.join(' ') : null;
}

/** `full` means "offer it by default"; what is opened are the ports named, and everything only where none is named. */
function internet(row: Row): DeviceProfile['internet'] {
  if (row.internet === 'none') return 'none';
  const ports = row.internetPorts.flatMap(servicePorts);
  if (ports.length > 0) return ports;
  return row.internet === 'full' ? 'all' : 'none';
}

function servicePorts({ proto, ports, why }: Port): ServicePort[] {
  const protocols = (['tcp', 'udp'] as const).filter(
    (protocol) => proto === 'any' || proto.split('+').includes(protocol),
  );
  if (protocols.length === 0) throw new Error(`unknown protocol ${proto}`);
  const ranges = ports === 'any' ? ['1-65535'] : ports.split(',');
  return protocols.flatMap((protocol) =>
    ranges.map((range) => {
      const [first, last] = range.split('-').map(Number);
      if (first === undefined || !Number.isInteger(first)) throw new Error(`unknown ports ${ports}`);
      return { protocol, first, last: last ?? first, why };
    }),
  );
}
