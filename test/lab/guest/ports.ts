import type { FirewallPlan, Ports as PortRange } from '../../../src/plan/firewall-plan.ts';

/** Port numbers by protocol. */
export type Ports = { readonly tcp: readonly number[]; readonly udp: readonly number[] };

/** What the matrix asks: all that the plan gives some device, the edges of ranges and the port beyond, and what is asked of every router. */
export function askedPorts(plan: FirewallPlan): Ports {
  return sorted({ tcp: [22, 53, 80], udp: [53, 67, 123] }, [
    ...plan.devices.flatMap(({ internet, router }) => [...(internet === 'all' ? [] : internet), ...router]),
    ...openings(plan),
  ]);
}

/** Ports that an opening between networks names, with the one that is asked of nobody else (SSH) and names. */
export function openedPorts(plan: FirewallPlan): Ports {
  return sorted({ tcp: [22], udp: [53] }, openings(plan));
}

/** Where everyone has to listen: what the matrix asks and what is forwarded. */
export function listenedPorts(plan: FirewallPlan): Ports {
  const asked = askedPorts(plan);
  const moved = plan.forwards.flatMap(({ protocol, toPort }) =>
    toPort === null ? [] : [{ protocol, first: toPort, last: toPort }],
  );
  return sorted(asked, [...plan.forwards, ...moved]);
}

function openings(plan: FirewallPlan): readonly PortRange[] {
  return plan.openings.flatMap(({ ports }) => ports);
}

function sorted(always: Ports, ranges: readonly PortRange[]): Ports {
  const of = (protocol: 'tcp' | 'udp') => {
    const named = ranges
      .filter((range) => range.protocol === protocol)
      .flatMap(({ first, last }) => (first === last ? [first] : [first, last, last + 1]));
    return [...new Set([...always[protocol], ...named])].filter((port) => port <= 65_535).sort((a, b) => a - b);
  };
  return { tcp: of('tcp'), udp: of('udp') };
}
