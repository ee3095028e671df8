import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { sh } from '../guest.ts';
import { leasedAddress } from '../home.ts';
import { routerAddresses } from './delegation.ts';

/** How a router stands, one function for each part: what must be the same after a restart. */
export function standing(plan: RouterPlan, station: string): Readonly<Record<string, () => string>> {
  const networks = plan.networks.map(({ name }) => name);
  return {
    addresses: () => networks.map((name) => `${name} ${[...routerAddresses(name)].sort().join(' ')}`).join('\n'),
    routes: () => sh('ip route; ip -6 route | grep -v "^fe80\\|expires"').trim(),
    // counters and what was learned differ, rules and elements do not
    rules: () => sh('nft -s list table inet fw').replace(/(flags dynamic,timeout\n)\s*elements = \{[^}]*\}/g, '$1'),
    'the fast path': () => sh('nft -s list table inet fastpath'),
    units: () => sh('systemctl list-units --state=active --plain --no-legend --type=service | cut -d " " -f 1 | sort'),
    'kernel settings': () =>
      sh(
        'sysctl -a 2>/dev/null | grep -E "forwarding|rp_filter|accept_ra |accept_redirects|send_redirects|tcp_timeout_established" | grep -E "ipv[46].conf.(all|default|lan|iot|ppp0)|netfilter"',
      ),
    'interrupts and RPS': () =>
      sh('cd /sys/class/net && grep -H . enp*/queues/rx-*/rps_cpus enp*/queues/tx-*/xps_cpus'),
    'lease of the laptop': () => leasedAddress(station),
  };
}
