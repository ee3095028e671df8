import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { inside, sh } from './guest.ts';

/**
 * A host on the Internet behind the ISP (namespace `world`), and one to which the ISP has a line that carries no more
 * than 1300 bytes (`narrow`), of which the host itself knows nothing. `upstream` are private addresses beyond the WAN: the page of a modem.
 */
export const world = {
  host4: '45.92.0.80',
  host6: '2a0f:92::80',
  upstream4: '192.168.100.1',
  upstream6: 'fdbb:178::5',
  narrow4: '45.93.0.80',
  narrow6: '2a0f:93::80',
  /** Where a scan of the customer comes from. */
  scanner4: '45.94.0.66',
  scanner6: '2a0f:94::66',
  narrowMtu: 1300,
} as const;

/** Puts both behind the ISP, which runs already. */
export function startWorld(): void {
  behindIsp('world', 92, 1500);
  behindIsp('narrow', 93, world.narrowMtu);
  const { upstream4, upstream6 } = world;
  inside('world', `ip addr add ${upstream4}/32 dev lo; ip addr add ${upstream6}/128 dev lo nodad`);
  inside('isp', `ip route add ${upstream4} via ${world.host4}; ip route add ${upstream6} via ${world.host6}`);
}

/** An ISP that sends to the home also what belongs to no customer: only the router's own firewall stands before it. Anew after each dial. */
export function routeHome(plan: RouterPlan): void {
  const prefixes = plan.networks.flatMap(({ ipv4, ipv6 }) => [ipv4.subnet, ipv6.prefix]);
  inside(
    'isp',
    `ppp=$(ip -o link show type ppp up | head -n 1 | cut -d: -f2 | tr -d ' '); for to in ${prefixes.join(' ')}; do ip route replace $to dev $ppp; done`,
  );
}

function behindIsp(name: string, number: number, mtu: number): void {
  sh(`ip netns add ${name}; ip link add eth0 netns ${name} type veth peer name ${name} netns isp`);
  const [net4, net6] = [`45.${number}.0`, `2a0f:${number}:`];
  inside(
    'isp',
    `ip link set ${name} mtu ${mtu} up; ip addr add ${net4}.1/24 dev ${name}; ip addr add ${net6}:1/64 dev ${name} nodad`,
  );
  inside(
    name,
    `ip link set lo up; ip link set eth0 up; ip addr add ${net4}.80/24 dev eth0; ip addr add ${net6}:80/64 dev eth0 nodad; ip route add default via ${net4}.1; ip route add ::/0 via ${net6}:1`,
  );
}
