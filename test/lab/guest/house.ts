import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { Agent } from '../../namespaces/agent.ts';
import type { Family } from '../../namespaces/matrix.ts';
import { check, sh, until } from './guest.ts';
import { addresses6, askDhcpAll, type Lease, plugIn, type Station, stationsOf } from './home.ts';
import { internet } from './isp.ts';
import { listenedPorts, type Ports } from './ports.ts';
import { startWorld, world } from './world.ts';

/** A home that is lived in: everyone has addresses, and the agent speaks for all of them. */
export type House = {
  readonly plan: RouterPlan;
  readonly stations: readonly Station[];
  readonly agent: Agent;
  /** Ports of the router's own services. */
  readonly services: Ports;
  readonly leases: ReadonlyMap<string, Lease>;
  readonly station: (name: string) => Station;
  /** Address of a station: by DHCP, of the ISP's prefix, or of the prefix that never changes (ULA). */
  readonly address: (name: string, family: Family, kind?: 'global' | 'ula') => string;
};

/** Plugs in everybody of the plan and an unknown device in each network, with the Internet behind the ISP. */
export function moveIn(plan: RouterPlan): readonly Station[] {
  startWorld();
  sh('ip netns attach router $$');
  const stations = stationsOf(plan);
  for (const station of stations) plugIn(station, plan);
  return stations;
}

/** Gives everybody addresses and ears. `hostNames` are what some call themselves when they ask. */
export async function settle(
  plan: RouterPlan,
  stations: readonly Station[],
  hostNames: Readonly<Record<string, string>>,
): Promise<House> {
  const leases = askDhcpAll(
    stations.map(({ name }) => name),
    hostNames,
  );
  const addresses = new Map<string, readonly string[]>();
  await check("house: everyone has an address of the ISP's prefix and one that never changes", async () => {
    await until(60, () => {
      for (const { name } of stations) addresses.set(name, addresses6(name));
      const waiting = [...addresses].filter(([, found]) => !found.some(isUla) || found.every(isUla));
      if (waiting.length > 0) throw new Error(waiting.map(([name, found]) => `${name} ${found}`).join('; '));
    });
    return `${stations.length} devices, ${[...addresses.values()].flat().length} addresses of IPv6`;
  });
  const address: House['address'] = (name, family, kind = 'global') =>
    family === 4
      ? (leases.get(name)?.address ?? '')
      : ((addresses.get(name) ?? []).find((one) => isUla(one) === (kind === 'ula')) ?? '');
  const agent = new Agent();
  const services = routerSockets();
  await listenEverywhere(agent, stations, listenedPorts(plan.firewall), services);
  return {
    plan,
    stations,
    agent,
    services,
    leases,
    station: (name) => stations.find((one) => one.name === name)!,
    address,
  };
}

/** Everyone listens and answers, and the router on those ports that no service of its own has. */
async function listenEverywhere(agent: Agent, stations: readonly Station[], ports: Ports, taken: Ports): Promise<void> {
  for (const { name } of stations) await agent.listen(name, name, ports);
  await agent.listen('world', 'internet', ports);
  await agent.listen('narrow', 'narrow', ports);
  const free = (protocol: 'tcp' | 'udp') => ports[protocol].filter((port) => !taken[protocol].includes(port));
  await agent.listen('router', 'router', { tcp: free('tcp'), udp: free('udp') });
}

/** Ports on which the router listens, on whatever address. */
export function routerSockets(): Ports {
  const listening = (options: string) => [
    ...new Set(
      sh(`ss -Hln${options} | awk '{ print $4 }' | sed 's/.*://'`)
        .trim()
        .split('\n')
        .filter((port) => port !== '')
        .map(Number),
    ),
  ];
  return { tcp: listening('t'), udp: listening('u') };
}

/** A pause for what the kernel of the router tells senders: its limit of errors per second would make cells silent. */
export function withoutErrorLimit<Result>(run: () => Promise<Result>): Promise<Result> {
  const knobs = [
    'net.ipv4.icmp_ratelimit',
    'net.ipv6.icmp.ratelimit',
    'net.ipv4.icmp_msgs_per_sec',
    'net.ipv4.icmp_msgs_burst',
  ];
  const before = knobs.map((knob) => `${knob}=${sh(`sysctl -n ${knob}`).trim()}`).join(' ');
  sh(
    `sysctl -qw ${knobs
      .slice(0, 2)
      .map((knob) => `${knob}=0`)
      .join(' ')} ${knobs
      .slice(2)
      .map((knob) => `${knob}=100000`)
      .join(' ')}`,
  );
  return run().finally(() => sh(`sysctl -qw ${before}`));
}

/** Addresses of the router on the Internet: the customer's, and the first of the delegated prefix. */
export const outside = { router4: internet.customer, router6: internet.prefix.replace(/::$/, '::1') } as const;

/** The host on the Internet, by family. */
export function hostOf(family: Family): string {
  return family === 4 ? world.host4 : world.host6;
}

function isUla(address: string): boolean {
  return address.startsWith('fd');
}
