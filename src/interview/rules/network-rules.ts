import { defaultPool } from '../default-pool.ts';
import { either, error, type Finding, keyError, shown, warning } from '../finding.ts';
import type { Inquiry, NetworkInquiry } from '../inquiry.ts';
import {
  contains,
  formatIpv4,
  formatSubnet,
  isPrivate,
  overlap,
  parseIpv4,
  parseSubnet,
  type Subnet,
} from '../ipv4.ts';

/** Interface names that the system, pppd or naar itself uses or may come to use. */
const reserved = /^(lo|all|default|wan|(ppp|en|eth|wl|br|ifb|wg|tun).*)$/;

/** The networks: names, addresses and pools. */
export function* networkFindings(inquiry: Inquiry): Generator<Finding> {
  const { networks, draft, facts } = inquiry;
  if (draft.networks !== undefined && inquiry.order(['networks']).length === 0) {
    yield error(
      ['networks'],
      'There is no network; a router needs one at least.',
      'NAME: { zone: trusted, address: 192.168.20.1/24, ports: { LABEL: untagged } }',
    );
  }
  for (const [index, network] of networks.entries()) {
    const taken = reserved.test(network.name) || facts?.jacks.some((jack) => jack.name === network.name);
    if (taken && !inquiry.misnamed(network.path)) {
      yield keyError(
        network.path,
        `The name ${shown(network.name)} is taken by an interface of the system.`,
        'a name such as lan, guest or iot; not lo, all, default, wan, ppp*, en*, eth*, wl*, br*, ifb*, wg*, tun*',
      );
    }
    yield* addressFindings(network, networks.slice(0, index), inquiry);
    yield* poolFindings(network, inquiry);
  }
  yield* prefixFindings(inquiry);
}

function* addressFindings(
  { path, answer, subnet }: NetworkInquiry,
  earlier: readonly NetworkInquiry[],
  { draft }: Inquiry,
): Generator<Finding> {
  if (answer.address === undefined) return;
  const at = [...path, 'address'];
  const allowed =
    "the router's address with prefix length, such as 192.168.20.1/24, in 10/8, 172.16/12, 192.168/16 or 100.64/10";
  if (subnet === null) {
    yield error(at, `${shown(answer.address)} is not an address with its prefix length.`, allowed);
    return;
  }
  if (subnet.length > 30)
    yield error(at, `A /${subnet.length} has no room for a router and a device.`, 'a prefix length of 30 or less');
  else if (!isPrivate(subnet)) yield error(at, `${formatSubnet(subnet)} is not a range for networks at home.`, allowed);
  else if (subnet.address === subnet.network)
    yield error(
      at,
      `${formatIpv4(subnet.address)} is the network address of ${formatSubnet(subnet)}.`,
      between(subnet),
    );
  else if (subnet.address === subnet.broadcast)
    yield error(
      at,
      `${formatIpv4(subnet.address)} is the broadcast address of ${formatSubnet(subnet)}.`,
      between(subnet),
    );
  const other = earlier.find((one) => one.subnet !== null && overlap(subnet, one.subnet));
  if (other?.subnet)
    yield error(
      at,
      `${formatSubnet(subnet)} overlaps ${formatSubnet(other.subnet)} of the network ${other.name}.`,
      'subnets that have no address in common',
    );
  const wan = draft.wan?.static?.address === undefined ? null : parseSubnet(draft.wan.static.address);
  if (wan !== null && overlap(subnet, wan))
    yield error(
      at,
      `${formatSubnet(subnet)} overlaps ${formatSubnet(wan)} of the WAN.`,
      'subnets that have no address in common',
    );
}

function* poolFindings({ name, path, answer, subnet }: NetworkInquiry, inquiry: Inquiry): Generator<Finding> {
  const dhcp = answer.dhcp;
  const at = [...path, 'dhcp'];
  if (dhcp === 'off' || dhcp === false || inquiry.lost(at)) return;
  const { from, to, lease } = dhcp ?? {};
  if (lease === '1m')
    yield error([...at, 'lease'], 'Leases of less than two minutes do not work.', '2m or more, 12h or infinite');
  if (
    lease !== undefined &&
    Number(/^\d+/.exec(lease)?.[0] ?? 0) * (lease.endsWith('d') ? 1440 : lease.endsWith('h') ? 60 : 1) > 525600
  ) {
    yield error([...at, 'lease'], `A lease of ${lease} is longer than a year.`, '365d or less, or infinite');
  }
  if ((from === undefined) !== (to === undefined) && !inquiry.lost([...at, 'from']) && !inquiry.lost([...at, 'to'])) {
    yield error(at, 'A pool needs both ends.', 'from and to, or neither');
  }
  if (subnet === null || subnet.length > 30) return;
  if (from === undefined && to === undefined) {
    if (inquiry.lost([...at, 'from']) || inquiry.lost([...at, 'to'])) return;
    if (subnet.length > 29)
      yield error(
        at,
        `In a /${subnet.length} the pool has to be written out.`,
        `{ from: ADDRESS, to: ADDRESS }, or off`,
      );
    else if (defaultPool(subnet, reservations(name, inquiry)) === null)
      yield error(
        at,
        'The upper half of the subnet has no address left for a pool.',
        '{ from: ADDRESS, to: ADDRESS }, or off',
      );
    return;
  }
  const ends = [from, to].map((end) => (end === undefined ? null : parseIpv4(end)));
  if (ends.every((end) => end !== null && !contains(subnet, end))) {
    yield error(at, `The pool from ${from} to ${to} is outside the subnet ${formatSubnet(subnet)}.`, between(subnet));
    return;
  }
  for (const [index, end] of ends.entries()) {
    const key = index === 0 ? 'from' : 'to';
    const text = index === 0 ? from : to;
    if (text === undefined) continue;
    if (end === null) yield error([...at, key], `${shown(text)} is not an IPv4 address.`, between(subnet));
    else if (!contains(subnet, end))
      yield error([...at, key], `${text} is outside the subnet ${formatSubnet(subnet)}.`, between(subnet));
    else if (end === subnet.network || end === subnet.broadcast)
      yield error(
        [...at, key],
        `${text} is the ${end === subnet.network ? 'network' : 'broadcast'} address, which no device can have.`,
        between(subnet),
      );
  }
  const [first = null, last = null] = ends;
  if (first === null || last === null) return;
  if (last < first)
    yield error([...at, 'to'], `The pool ends (${to}) before it begins (${from}).`, 'from first, then to');
  else if (first === last && first === subnet.address)
    yield error(at, "The pool holds nothing but the router's own address.", between(subnet));
}

function between(subnet: Subnet): string {
  return `${formatIpv4(subnet.network + 1)} to ${formatIpv4(subnet.broadcast - 1)}`;
}

/** Addresses of a network that are promised to devices. */
export function reservations(network: string, { devices }: Inquiry): readonly number[] {
  const own = devices.filter((device) => device.answer.network === network && device.answer.address !== undefined);
  return own.flatMap((device) => parseIpv4(device.answer.address ?? '') ?? []);
}

/** The provider may give fewer /64s than there are networks: trusted ones come first. */
function* prefixFindings({ draft, networks, preset }: Inquiry): Generator<Finding> {
  const ipv6 = draft.wan?.ipv6;
  if (ipv6 === 'off' || ipv6 === false) return;
  const length = ipv6?.prefixLength ?? preset?.prefixLength ?? 56;
  const rank = (network: NetworkInquiry) => ['trusted', 'guest', 'isolated'].indexOf(network.answer.zone ?? 'isolated');
  const room = 2 ** (64 - length);
  const left = [...networks].sort((one, other) => rank(one) - rank(other)).slice(room);
  if (left.length === 0) return;
  const names = either(
    left.map((network) => network.name),
    'and',
  );
  yield warning(
    ipv6 === undefined ? ['networks'] : ['wan', 'ipv6'],
    `An IPv6 prefix of /${length} is enough for ${room === 1 ? 'one network' : `${room} networks`}: ${names} will have local IPv6 addresses only.`,
    'a shorter prefix, where the provider gives one',
  );
}
