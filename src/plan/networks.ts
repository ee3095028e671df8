import ipaddr from 'ipaddr.js';
import type { Answers, NetworkAnswers, Zone } from '../interview/answers.ts';
import { isPlainVlan, vlanDevice } from './jacks.ts';
import type { JackPlan, NetworkPlan } from './router-plan.ts';

const zoneOrder: readonly Zone[] = ['trusted', 'guest', 'isolated'];

/**
 * Our networks, trusted first. Each gets a ULA /64 and, as far as the ISP's
 * prefix reaches, a /64 of the delegated prefix: trusted networks are served first.
 */
export function planNetworks(answers: Answers, jacks: readonly JackPlan[]): readonly NetworkPlan[] {
  const ordered = zoneOrder.flatMap((zone) => [...answers.networks].filter(([, network]) => network.zone === zone));
  const ids = subnetIds(
    ordered.map(([, network]) => network.address),
    answers.wan.ipv6?.prefixLength ?? null,
  );
  return ordered.map(([name, network], index) => ({
    name,
    zone: network.zone,
    link: planLink(name, network, answers, jacks),
    ipv4: planIpv4(network.address),
    ipv6: planIpv6(answers.system.ula, ids[index]!),
    dhcp: network.dhcp,
    dnsRedirect: network.dnsRedirect,
  }));
}

type SubnetId = { readonly ula: number; readonly delegated: number | null };

/**
 * The first trusted network is /64 number 0, which exists however short the ISP's
 * prefix turns out to be; the others take the third number of their IPv4 address
 * (192.168.90.1 is 90) where it is free, so that adding a network renumbers no other.
 */
function subnetIds(addresses: readonly string[], prefixLength: number | null): readonly SubnetId[] {
  const count = prefixLength === null ? 0 : 2 ** (64 - prefixLength);
  const delegated = new Set<number>();
  const ula = new Set<number>();
  return addresses.map((address, index) => {
    const wanted = index === 0 ? 0 : Number(address.split('.')[2]);
    const own = take(delegated, wanted, count);
    return { delegated: own, ula: take(ula, own ?? wanted, 65_536) ?? index };
  });
}

/** Takes `wanted` or the lowest free number below `count`; null where none is left. */
function take(taken: Set<number>, wanted: number, count: number): number | null {
  const free = wanted < count && !taken.has(wanted) ? wanted : lowestFree(taken, count);
  if (free !== null) taken.add(free);
  return free;
}

function lowestFree(taken: ReadonlySet<number>, count: number): number | null {
  for (let id = 0; id < count; id += 1) if (!taken.has(id)) return id;
  return null;
}

function planLink(
  name: string,
  network: NetworkAnswers,
  answers: Answers,
  jacks: readonly JackPlan[],
): NetworkPlan['link'] {
  const members = [...network.ports].map(([label, tagging]) => {
    const mac = answers.ports.get(label)?.mac;
    const jack = jacks.find((candidate) => candidate.mac === mac)?.name ?? '';
    return { jack, device: tagging === 'tagged' ? vlanDevice(name, network, jack) : jack };
  });
  return isPlainVlan(network)
    ? { kind: 'vlan', jack: members[0]!.jack, id: network.vlan ?? 0 }
    : { kind: 'bridge', members: members.map((member) => member.device) };
}

function planIpv4(address: string): NetworkPlan['ipv4'] {
  const [router, prefixLength] = ipaddr.IPv4.parseCIDR(address);
  return {
    address: router.toString(),
    prefixLength,
    subnet: `${ipaddr.IPv4.networkAddressFromCIDR(address)}/${prefixLength}`,
    netmask: ipaddr.IPv4.subnetMaskFromPrefixLength(prefixLength).toString(),
  };
}

function planIpv6(ula: string, id: SubnetId): NetworkPlan['ipv6'] {
  const parts = ipaddr.IPv6.parse(ula.split('/')[0]!).parts.slice(0, 3);
  const at = (host: number) => new ipaddr.IPv6([...parts, id.ula, 0, 0, 0, host]).toRFC5952String();
  return { address: at(1), prefix: `${at(0)}/64`, subnetId: id.delegated };
}
