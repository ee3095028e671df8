import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { inside, start, until } from './guest.ts';
import { internet } from './isp/addresses.ts';
import type { Delegation } from './isp/dhcpv6.ts';
import { type DhcpOffer, offer, startEthernet } from './isp/ethernet.ts';
import { type Login, serveLogins, startConcentrator } from './isp/pppoe.ts';
import { cableOf, moveFarEnd } from './wires.ts';

export { internet } from './isp/addresses.ts';
export { advertise, offer } from './isp/ethernet.ts';
export { hangUp, killConcentrator, serveLogins, startConcentrator } from './isp/pppoe.ts';

/** What the ISP knows and can; what is not said is as on a plain line. */
export type Isp = Partial<Login> & {
  /** PPPoE: the parent carries frames of 1508 bytes (RFC 4638). Default true. */
  readonly babyJumbo?: boolean;
  /** DHCP: what is offered. */
  readonly offer?: Partial<DhcpOffer>;
};

/**
 * The ISP of a plan's line, in the namespace `isp` at the far end of the cable in the WAN's jack: an access concentrator,
 * a DHCP server or a gateway; a DHCPv6 server that delegates a prefix; and the Internet as further addresses with web
 * and name servers.
 */
export async function startIsp(plan: RouterPlan, isp: Isp = {}): Promise<void> {
  const { line, vlan } = plan.wan;
  moveFarEnd(cableOf(plan, plan.wan.jack), 'isp');
  const jumbo = line.kind === 'pppoe' && isp.babyJumbo !== false;
  const access =
    vlan === null ? 'ip link set far name access' : `ip link add link far name access type vlan id ${vlan.id}`;
  inside('isp', `ip link set far mtu ${jumbo ? 1512 : 1500} down; ${access}`);
  inside('isp', `ip link set access mtu ${jumbo ? 1508 : 1500} up; ip link set far up 2>/dev/null; true`);
  inside('isp', 'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1');
  inside('isp', `ip addr add ${internet.host4}/32 dev lo; ip addr add ${internet.host6}/128 dev lo nodad`);
  delegate({});
  if (line.kind === 'pppoe') {
    serveLogins({
      username: line.username,
      service: line.service,
      auth: line.refuse.includes('pap') ? 'chap' : 'pap',
      ...isp,
    });
    startConcentrator();
  } else {
    startEthernet();
    if (line.kind === 'dhcp') offer(isp.offer ?? {});
  }
  const servers = join(import.meta.dirname, 'isp', 'servers.ts');
  start('internet', 'isp', `/usr/local/bin/node ${servers}`);
  start('internet-dns', 'isp', nameServer());
  await until(60, () => inside('isp', 'ss -Hltn "sport = :80"') !== '');
}

/** Whether the cable to the concentrator carries frames for sessions of 1500 bytes (RFC 4638), from its next start on. */
export function carryJumbo(jumbo: boolean): void {
  inside('isp', `ip link set access mtu ${jumbo ? 1508 : 1500}`);
}

/** Another prefix for the next session, or other lifetimes. */
export function delegate(change: Partial<Delegation>): void {
  const usual: Delegation = { prefix: internet.prefix, length: 56, preferred: 1800, valid: 3600 };
  writeFileSync('/run/isp-delegation.json', JSON.stringify({ ...usual, ...change }));
}

/** A name server on the Internet, which knows one name, and the one that the doctor asks for. */
function nameServer(): string {
  const { host4, host6, name } = internet;
  const own = `--listen-address=${host4} --listen-address=${host6} --bind-interfaces`;
  const known = [name, 'nixos.org'].flatMap((each) => [host4, host6].map((at) => `--address=/${each}/${at}`)).join(' ');
  return `dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts ${own} ${known} --log-queries --log-facility=-`;
}
