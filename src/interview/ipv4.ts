/** IPv4 as whole numbers (0 to 2³²−1), so that comparing is arithmetic. */
export type Subnet = {
  /** Address of the interface itself. */
  readonly address: number;
  readonly length: number;
  readonly network: number;
  readonly broadcast: number;
};

/** `192.168.20.1`, four decimal parts and no leading zeros (those mean octal to some programs); else null. */
export function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** An address with prefix length, `192.168.20.1/24`; else null. */
export function parseSubnet(text: string): Subnet | null {
  const [host = '', prefix, ...rest] = text.split('/');
  const address = parseIpv4(host);
  if (address === null || prefix === undefined || rest.length > 0 || !/^(\d|[12]\d|3[0-2])$/.test(prefix)) return null;
  const length = Number(prefix);
  const size = 2 ** (32 - length);
  const network = Math.floor(address / size) * size;
  return { address, length, network, broadcast: network + size - 1 };
}

/** The dotted form of an address. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** `192.168.20.0/24` */
export function formatSubnet(subnet: Subnet): string {
  return `${formatIpv4(subnet.network)}/${subnet.length}`;
}

/** The address lies in the subnet, its network and broadcast address included. */
export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.network && address <= subnet.broadcast;
}

/** First or last of its subnet, which no host can have; on a /31 both are hosts (RFC 3021). */
export function isEdge(subnet: Subnet, address: number): boolean {
  return subnet.length < 31 && (address === subnet.network || address === subnet.broadcast);
}

/** The two share an address. */
export function overlap(one: Subnet, other: Subnet): boolean {
  return one.network <= other.broadcast && other.network <= one.broadcast;
}

/** RFC 1918, and RFC 6598 (100.64/10) for those who need room: the whole subnet must lie in one of them. */
export function isPrivate(subnet: Subnet): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].some((range) => {
    const block = parseSubnet(range);
    return block !== null && contains(block, subnet.network) && contains(block, subnet.broadcast);
  });
}

/** An address that a single host can have: not "this network", loopback, multicast or reserved (RFC 6890). */
export function isHostAddress(address: number): boolean {
  const first = Math.floor(address / 2 ** 24);
  return first !== 0 && first !== 127 && first < 224;
}
