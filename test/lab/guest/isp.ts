import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { inside, quoted, sh, start, until } from './guest.ts';
import { cableOf, moveFarEnd } from './wires.ts';

/**
 * Addresses of the ISP and of the Internet behind it. They are of ranges that a router lets in from the Internet (the
 * documentation ranges are not); no packet leaves the virtual machine.
 */
export const internet = {
  gateway: '45.90.0.1',
  customer: '45.90.1.10',
  host4: '45.91.0.80',
  host6: '2a0f:91::80',
  prefix: '2a0f:90:1000::',
} as const;

/** What the ISP knows and can. */
export type Isp = {
  /** Of the customer of a PPPoE line. */
  readonly password: string;
};

/**
 * The ISP of a plan's line, in the namespace `isp` at the far end of the cable in the WAN's jack: an access concentrator,
 * a DHCPv6 server that delegates a prefix, and the Internet as further addresses with a web server.
 */
export async function startIsp(plan: RouterPlan, isp: Isp): Promise<void> {
  const { line, vlan } = plan.wan;
  if (line.kind !== 'pppoe') throw new Error(`the lab has no ISP for ${line.kind} yet`);
  moveFarEnd(cableOf(plan, plan.wan.jack), 'isp');
  // RFC 4638: frames of 1508 bytes in the VLAN carry packets of 1500 in the session
  inside(
    'isp',
    `ip link set far mtu 1512; ip link add link far name access type vlan id ${vlan?.id ?? 0}; ip link set access mtu 1508 up`,
  );
  inside('isp', 'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1');
  const { gateway, host4, host6 } = internet;
  inside(
    'isp',
    `ip addr add ${gateway}/32 dev lo; ip addr add ${host4}/32 dev lo; ip addr add ${host6}/128 dev lo nodad`,
  );
  mkdirSync('/etc/ppp', { recursive: true });
  writeFileSync(
    '/etc/ppp/pppoe-server-options',
    'require-pap\nlcp-echo-interval 10\nlcp-echo-failure 3\n+ipv6\nmtu 1500\nmru 1500\nnodefaultroute\n',
  );
  const word = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
  writeFileSync('/etc/ppp/pap-secrets', `${word(line.username)} * ${word(isp.password)} *\n`, { mode: 0o600 });
  writeFileSync('/run/isp-pool', `${internet.customer}\n`.repeat(4));
  startConcentrator();
  start(
    'internet',
    'isp',
    `/usr/local/bin/node ${join(import.meta.dirname, 'internet.ts')} ${Object.values(internet).map(quoted).join(' ')}`,
  );
  await until(60, () => inside('isp', 'ss -Hltn "sport = :80"') !== '');
}

/** Starts (again) the access concentrator alone. */
export function startConcentrator(): void {
  start('concentrator', 'isp', `pppoe-server -I access -L ${internet.gateway} -p /run/isp-pool -N 4 -C lab -F`);
}

/** Ends the concentrator and every session of it, as a power cut at the ISP would: nobody is told. */
export function killConcentrator(): void {
  sh(
    'for p in $(ip netns pids isp); do case $(cat /proc/$p/comm) in pppoe-server|pppd|pppoe) kill -9 $p;; esac; done; true',
  );
}
