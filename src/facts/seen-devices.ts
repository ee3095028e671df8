/** A device that the running router has seen. */
export type SeenDevice = {
  /** In small letters with colons. */
  readonly mac: string;
  /** The network device of the router behind which it is, which has the name of the network. */
  readonly network: string;
  /** What it calls itself, over DHCP or mDNS. */
  readonly name: string | null;
  /** IPv4. */
  readonly address: string | null;
  /** The device made its MAC up: it may have another tomorrow. */
  readonly madeUp: boolean;
  /** Who made it, by the IEEE's list; null where that does not say. */
  readonly vendor: string | null;
};

/** What the router's own programs say about the devices around it. */
export type Sightings = {
  /** dnsmasq's file of leases. */
  readonly leases: string;
  /** `ip -json neigh show` */
  readonly neighbours: string;
  /** `ip -json -4 address show` */
  readonly addresses: string;
  /** `avahi-browse --parsable` with resolved addresses. */
  readonly announced: string;
};

/** One device for each MAC, by network and address; vendors are not known yet. */
export function seenDevices({ leases, neighbours, addresses, announced }: Sightings): readonly SeenDevice[] {
  const nets = parseNetworks(addresses);
  const names = parseAnnounced(announced);
  const found = new Map<string, SeenDevice>();
  const see = (mac: string, network: string | undefined, name: string | null, address: string | null) => {
    if (network === undefined) return;
    const before = found.get(mac);
    found.set(mac, {
      mac,
      network: before?.network ?? network,
      name: before?.name ?? name ?? (address === null ? null : (names.get(address) ?? null)),
      address: before?.address ?? address,
      madeUp: isMadeUp(mac),
      vendor: null,
    });
  };
  for (const { mac, address, name } of parseLeases(leases))
    see(mac, nets.find(({ holds }) => holds(address))?.name, name, address);
  for (const { mac, device, address } of parseNeighbours(neighbours)) see(mac, device, null, address);
  return [...found.values()].toSorted(
    (one, other) => one.network.localeCompare(other.network) || numberOf(one.address) - numberOf(other.address),
  );
}

/** Whether a MAC is locally administered (IEEE 802c), as telephones make them up. */
export function isMadeUp(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}

/** A lease a line: when it ends, MAC, address, name or `*`, client identifier (dnsmasq, lease.c). Those of DHCPv6 have no MAC. */
function parseLeases(text: string) {
  return text.split('\n').flatMap((line) => {
    const [, mac = '', address = '', name = '*'] = line.split(' ');
    return isMac(mac) && isIpv4(address) ? [{ mac: mac.toLowerCase(), address, name: name === '*' ? null : name }] : [];
  });
}

function parseNeighbours(text: string) {
  return jsonList(text).flatMap(({ dst, dev, lladdr, state }) => {
    if (typeof dev !== 'string' || typeof lladdr !== 'string' || !isMac(lladdr)) return [];
    if (Array.isArray(state) && state.includes('FAILED')) return [];
    const address = typeof dst === 'string' && isIpv4(dst) ? dst : null;
    return [{ mac: lladdr.toLowerCase(), device: dev, address }];
  });
}

function parseNetworks(text: string) {
  return jsonList(text).flatMap(({ ifname, addr_info }) => {
    if (typeof ifname !== 'string' || !Array.isArray(addr_info)) return [];
    return addr_info.flatMap(({ local, prefixlen }: { local?: unknown; prefixlen?: unknown }) => {
      if (typeof local !== 'string' || !isIpv4(local) || typeof prefixlen !== 'number') return [];
      const subnet = (address: string) => Math.floor(numberOf(address) / 2 ** (32 - prefixlen));
      return [{ name: ifname, holds: (address: string) => subnet(address) === subnet(local) }];
    });
  });
}

/**
 * Names by address. A line that begins with `=` is a resolved service: interface, protocol, name,
 * type, domain, host, address, port, text (avahi-browse(1), --parsable).
 */
function parseAnnounced(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [mark, , , service = '', , , host = '', address = ''] = line.split(';');
    if (mark !== '=' || !isIpv4(address) || names.has(address)) continue;
    const own = unescaped(host).replace(/\.local$/, '');
    // a serial number is no name that anybody knows the device by
    names.set(address, /[0-9a-f-]{16}/i.test(own) ? unescaped(service) : own);
  }
  return names;
}

/** Avahi writes what is no letter or digit as a backslash and three decimal digits of a byte of UTF-8. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\(\d{3})/g, (_, code) => String.fromCharCode(Number(code)));
  return Buffer.from(bytes.replace(/\\(.)/g, '$1'), 'latin1').toString('utf8');
}

function jsonList(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter((one) => typeof one === 'object' && one !== null) : [];
  } catch {
    return [];
  }
}

function isMac(text: string): boolean {
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text);
}

function isIpv4(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

function numberOf(address: string | null): number {
  return (address ?? '').split('.').reduce((number, part) => number * 256 + Number(part), 0);
}
