import type { FirewallPlan, Ports, Side } from '../../src/plan/firewall-plan.ts';

/** Who asks, and of whom: a host on one of the networks, the Internet, a private address on the way there, or the router. */
export type Place = {
  readonly name: string;
  readonly network: string | 'internet' | 'upstream' | 'router';
  readonly mac: string | null;
};

/**
 * The contract's zones in plain words, to hold the ruleset against. Says
 * whether a new connection gets through; IPv4 and IPv6 have no say in it.
 */
export function may(plan: FirewallPlan, from: Place, to: Place, protocol: 'tcp' | 'udp', port: number): boolean {
  if (from.network === to.network) return true;
  if (from.network === 'router') return true;
  if (from.network === 'internet') return false;
  const zone = plan.zones.find(({ network }) => network === from.network)!.zone;
  if (zone === 'trusted') return true;
  const known = plan.devices.find((device) => device.network === from.network && device.mac === from.mac);
  if (to.network === 'router') {
    const everyone = port === 53 || (protocol === 'udp' && (port === 67 || port === 123));
    return everyone || includes(known?.router ?? [], protocol, port);
  }
  if (to.network === 'upstream') return false;
  if (to.network === 'internet') {
    if (zone === 'guest' || known?.internet === 'all') return true;
    return includes(known?.internet === undefined ? [] : known.internet, protocol, port);
  }
  return plan.openings.some(
    (opening) => covers(opening.from, from) && covers(opening.to, to) && includes(opening.ports, protocol, port),
  );
}

function covers(side: Side, place: Place): boolean {
  return side.network === place.network && (side.kind === 'network' || side.mac === place.mac);
}

function includes(ports: readonly Ports[] | 'all', protocol: 'tcp' | 'udp', port: number): boolean {
  return (
    ports !== 'all' && ports.some((range) => range.protocol === protocol && range.first <= port && port <= range.last)
  );
}
