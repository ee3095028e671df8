import type { System } from '../system/system.ts';
import { type Check, ill, note, output, well } from './check.ts';

/** Does the router find its own names, and those of the Internet? */
export const namesCheck: Check = {
  id: 'names',
  title: 'Names (DNS)',
  look: async ({ system, plan }) => {
    const { hostName, domain } = plan.identity;
    const [own, far] = await Promise.all([
      // by DNS alone: /etc/hosts knows the router's own name whatever dnsmasq says
      output(system, 'getent', '-s', 'hosts:dns', 'ahostsv4', `${hostName}.${domain}`),
      output(system, 'getent', 'ahostsv4', 'nixos.org'),
    ]);
    if (own === null && far === null)
      return ill('no name is found', 'See why: systemctl status unbound dnsmasq; a wrong clock stops DNSSEC too.');
    if (own === null) return ill(`${hostName}.${domain} is not found`, 'sudo systemctl restart dnsmasq');
    if (far === null)
      return ill(
        'names at home are found, names of the Internet are not',
        'If the line is up: sudo systemctl restart unbound',
      );
    if (plan.dns.upstream === 'isp' && plan.wan.line.kind !== 'static' && (await asksNobody(system)))
      return note(
        "found, but not by the ISP's name servers: none are known",
        'See what the line named: systemctl status isp-dns. Or choose other servers: naar reconfigure, step Name, login, time.',
      );
    return well('at home and on the Internet');
  },
};

/** Whether unbound was told of no server; false also where that cannot be seen. */
async function asksNobody(system: System): Promise<boolean> {
  const forwards = await output(system, 'unbound-control', '-s', '/run/unbound/unbound.ctl', 'list_forwards');
  return forwards !== null && !/^\. IN forward /m.test(forwards);
}

/** Is there room in the pools that addresses are handed out from? */
export const poolsCheck: Check = {
  id: 'dhcp',
  title: 'Addresses (DHCP)',
  look: async ({ system, plan }) => {
    const leases = (await system.readText('/var/lib/dnsmasq/dnsmasq.leases').catch(() => null)) ?? '';
    const given = leases.split('\n').map((line) => line.split(' ')[2] ?? '');
    const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const pools = plan.networks.flatMap(({ name, dhcp }) => {
      if (dhcp === null) return [];
      const [from, to] = [number(dhcp.from), number(dhcp.to)];
      const used = given.filter((address) => address !== '' && number(address) >= from && number(address) <= to).length;
      return [{ name, used, size: to - from + 1 }];
    });
    const full = pools.find(({ used, size }) => used >= size);
    const counts = pools.map(({ name, used, size }) => `${name} ${used} of ${size}`).join(', ');
    if (full !== undefined)
      return ill(`the pool of ${full.name} is used up`, 'Widen it: naar reconfigure, step Networks.');
    if (pools.some(({ used, size }) => used > 0.9 * size))
      return note(counts, 'A pool is nearly used up: naar reconfigure, step Networks.');
    return well(counts || 'no network hands out addresses');
  },
};
