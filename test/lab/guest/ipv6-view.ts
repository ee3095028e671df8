import type { NetworkPlan, RouterPlan } from '../../../src/plan/router-plan.ts';
import { eventsOf } from './events.ts';
import { inside, json, same } from './guest.ts';
import type { Station } from './home.ts';
import { inPrefix, subnetOf } from './ipv6.ts';

/** A device whose own kernel reads the advertisements, and what it should know of its network. */
export type Home = {
  readonly name: string;
  readonly ipv6: NetworkPlan['ipv6'];
  /** The /64 of its network in a prefix of the ISP. */
  readonly part: (prefix: string) => string;
};

/** The device of a network that has a part of the ISP's prefix. */
export function homeOf(plan: RouterPlan, { name, network }: Station): Home {
  const { ipv6 } = plan.networks.find((candidate) => candidate.name === network)!;
  return { name, ipv6, part: (prefix) => subnetOf(prefix, ipv6.subnetId ?? 0) };
}

/** What a device should think; what is left out may be anything. */
export type View = {
  /** The ISP's prefixes it speaks from, and no other. */
  readonly preferred?: readonly string[];
  /** Those it only still listens to. */
  readonly deprecated?: readonly string[];
  readonly leadsOut?: boolean;
};

/** A device has its private address, and thinks so of the others. */
export function has(home: Home, { preferred, deprecated, leadsOut }: View): boolean {
  const addresses = addressesOf(home.name);
  const lies = (prefixes: readonly string[], old: boolean) => {
    const parts = prefixes.map(home.part);
    const found = addresses.filter((address) => (address.deprecated === true) === old && /^[23]/.test(address.local));
    return found.length === parts.length && parts.every((part) => found.some(({ local }) => inPrefix(local, part)));
  };
  const own = addresses.some((address) => address.deprecated !== true && inPrefix(address.local, home.ipv6.prefix));
  const out = inside(home.name, 'ip -6 route show default').trim() !== '';
  return (
    own &&
    (preferred === undefined || lies(preferred, false)) &&
    (deprecated === undefined || lies(deprecated, true)) &&
    (leadsOut === undefined || out === leadsOut)
  );
}

export type Address = { readonly local: string; readonly deprecated?: boolean };

/** IPv6 addresses of a device, without those of the link. */
export function addressesOf(name: string): readonly Address[] {
  const links = json(`ip -n ${name} -j -6 addr show dev eth0 scope global`) as readonly {
    readonly addr_info?: readonly Partial<Address>[];
  }[];
  return links.flatMap(({ addr_info = [] }) =>
    addr_info.flatMap((address) => (address.local === undefined ? [] : [{ ...address, local: address.local }])),
  );
}

/** Nothing of the kind has happened to any device. */
export function untouched(homes: readonly Home[], since: number, reads: RegExp): void {
  for (const { name } of homes) {
    const seen = eventsOf(name, since).filter(({ text }) => reads.test(text));
    same(
      seen.map(({ text }) => text),
      [],
      `to ${name} happened`,
    );
  }
}
