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
  const names = row.discovery.flatMap((way) => {
    const name = discoveryNames[way.protocol];
    if (name === undefined) throw new Error(`${row.id}: unknown discovery protocol ${way.protocol}`);
    return name === null ? [] : [name];
  });
  const ways = [...new Set(names)].join(' or ');
  const sentences = [];
  if (ways !== '' && mdnsServices(row).length > 0)
    sentences.push(`Apps in other networks find it by mDNS only, not by ${ways}.`);
  else if (ways !== '')
    sentences.push(
      `Apps in other networks do not find it, for it announces itself by ${ways}, which stays in its network.`,
    );
  const { other } = row.multicast;
  const advice = other === null ? null : wayOut[other];
  if (advice === undefined) throw new Error(`${row.id}: multicast remark "${other}" has not been judged yet`);
  if (advice !== null) sentences.push(advice);
  return sentences.length > 0 ? sentences.join(' ') : null;
}

/** What the remarks of the raw data mean for the person; null where they speak of a relay, which naar has not. */
const wayOut: Record<string, string | null> = {
  'relay broadcast udp/6969 for setup': null,
  'IPv6 link-local multicast; accept router advertisements with route information from border routers': null,
  "224.0.1.187:5683 is not relayed by an mDNS reflector; set the CoIoT peer to the controller's address instead":
    "Set the CoIoT peer of the device to its controller's address.",
  'udp/15600 answers are not covered by common relays': null,
  'WS-Discovery is not relayed; give the address by hand': 'Give its address to the recorder by hand.',
  'discovery is broadcast and never crosses a router; set address and local key by hand':
    'Give its address and local key to the controller by hand.',
  'multicast readings need multicast routing or a relay across VLANs; snooping without a querier stops them':
    'Its readings reach its own network only.',
  'routing mode is multicast and does not cross VLANs; use tunnelling': 'Use KNXnet/IP tunnelling.',
};

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
