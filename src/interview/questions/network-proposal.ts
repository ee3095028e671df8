import type { Jack } from '../../facts/facts.ts';
import { formatIpv4, overlap, parseSubnet, type Subnet } from '../ipv4.ts';
import type { Draft } from '../schema.ts';
import { namesAt, valueAt, withValue, withValues } from './draft-edit.ts';
import type { Context } from './entry.ts';
import { jackOf, labelled, wanJack } from './jacks.ts';

/** What a network may do (contract, "Zones"). */
export type Zone = 'trusted' | 'guest' | 'isolated';

/** Networks that a home may want, with the names, VLANs and subnets that naar proposes for them. */
export const proposals = {
  lan: { zone: 'trusted', vlan: 20, address: '192.168.20.1/24' },
  guest: { zone: 'guest', vlan: 30, address: '192.168.30.1/24' },
  iot: { zone: 'isolated', vlan: 90, address: '192.168.90.1/24' },
} as const satisfies Readonly<Record<string, { zone: Zone; vlan: number; address: string }>>;

/** The sets of networks that a home is offered. */
export type Layout = 'one' | 'iot' | 'guest' | 'all';

const members: Readonly<Record<Layout, readonly (keyof typeof proposals)[]>> = {
  one: ['lan'],
  iot: ['lan', 'iot'],
  guest: ['lan', 'guest'],
  all: ['lan', 'guest', 'iot'],
};

/** How the networks share the jacks that are left. */
export type Wiring = 'own' | 'mixed' | 'trunk' | 'all' | 'first';

/** The draft with the networks of a layout; their jacks are the next question. */
export function withLayout(draft: Draft, layout: Layout): Draft {
  return members[layout].reduce(
    (edited, name) => {
      const { zone, address } = proposals[name];
      const free = freeAddress(edited, address);
      return withValue(edited, ['networks', name], { zone, address: free });
    },
    withValue(draft, ['networks'], {}),
  );
}

/** Jacks for the networks: all but the WAN's. */
export function innerJacks(context: Context): readonly Jack[] {
  const wan = wanJack(context);
  return context.facts.jacks.filter((jack) => jack !== wan);
}

/** The draft with the jacks of its networks, as the wiring says. VLANs only where jacks are shared. */
export function withWiring(context: Context, wiring: Wiring): Draft {
  const names = namesAt(context.draft, ['networks']);
  const jacks = innerJacks(context);
  const used = wiring === 'own' ? jacks.slice(0, names.length) : wiring === 'all' ? jacks : jacks.slice(0, 1);
  let draft = context.draft;
  const labels = used.map((jack) => {
    const made = labelled(draft, jack);
    draft = made.draft;
    return made.label;
  });
  for (const [index, name] of names.entries()) {
    const tagged = wiring === 'trunk' || (wiring === 'mixed' && index > 0);
    const own = wiring === 'all' ? labels : [labels[wiring === 'own' ? index : 0] ?? ''];
    draft = withValues(draft, [
      [['networks', name, 'vlan'], tagged ? freeVlan(draft, name) : undefined],
      [['networks', name, 'ports'], Object.fromEntries(own.map((label) => [label, tagged ? 'tagged' : 'untagged']))],
    ]);
  }
  return draft;
}

/** The wanted address, or one like it in the first subnet that nobody else has. */
export function freeAddress(draft: Draft, wanted: string): string {
  const taken = takenSubnets(draft);
  const tries = [wanted, ...Array.from({ length: 200 }, (_, index) => `192.168.${index + 20}.1/24`), '10.20.0.1/24'];
  // ranges that the boxes of providers use are never proposed (contract, "The router it builds")
  const good = tries.find((address) => {
    const subnet = parseSubnet(address);
    return (
      subnet !== null &&
      !['192.168.0.0', '192.168.1.0', '192.168.178.0'].includes(formatIpv4(subnet.network)) &&
      !taken.some((other) => overlap(subnet, other))
    );
  });
  return good ?? wanted;
}

/** A VLAN number for a network: the proposed one, else the first free one from 10 in tens. */
export function freeVlan(draft: Draft, name: string): number {
  const others = namesAt(draft, ['networks']).filter((one) => one !== name);
  const taken = others.map((one) => valueAt(draft, ['networks', one, 'vlan']));
  const own = valueAt(draft, ['networks', name, 'vlan']);
  const wanted = Object.hasOwn(proposals, name) ? proposals[name as keyof typeof proposals].vlan : 10;
  const tries = [own, wanted, ...Array.from({ length: 400 }, (_, index) => 10 * index + 10)];
  return Number(tries.find((vlan) => typeof vlan === 'number' && !taken.includes(vlan)) ?? wanted);
}

/** The jacks of a network as one reads them: `lan1 (enp2s0), tagged 20`. */
export function wiringWords(context: Context, name: string): string {
  const ports = context.draft.networks?.[name]?.ports ?? {};
  const words = Object.keys(ports).map((label) => {
    const jack = jackOf(context, label);
    const tag = ports[label] === 'tagged' ? `VLAN ${context.draft.networks?.[name]?.vlan ?? '?'}` : 'untagged';
    return `${jack === null ? label : jack.name} ${tag}`;
  });
  return words.join(', ') || 'on no jack yet';
}

function takenSubnets(draft: Draft): readonly Subnet[] {
  const addresses = namesAt(draft, ['networks']).map((name) => valueAt(draft, ['networks', name, 'address']));
  return [...addresses, draft.wan?.static?.address].flatMap((address) =>
    typeof address === 'string' ? (parseSubnet(address) ?? []) : [],
  );
}
