import type { NetworkPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, same, that } from '../guest.ts';
import type { House } from '../house.ts';
import { subnetOf, wordsOf } from '../ipv6.ts';
import { internet } from '../isp.ts';

/** What the router announces to a device of each network: one /64 of the ISP's prefix, one that never changes, DNS and domain. */
export async function advertisements({ plan }: House): Promise<void> {
  for (const network of plan.networks)
    await check(`RA: ${network.name} is told its own two /64, the name server and the domain`, () => {
      const said = inside(`${network.name}-host`, 'rdisc6 -1 -r 3 -w 10000 eth0 2>&1', 40);
      const all = (label: string) =>
        [...said.matchAll(new RegExp(`^ *${label} *: *(\\S+)`, 'gm'))].map(([, value]) => value);
      same(all('Prefix').map(plainly).sort(), prefixesOf(network).map(plainly).sort(), 'prefixes');
      same(
        all('Autonomous address conf\\.'),
        prefixesOf(network).map(() => 'Yes'),
        'devices make addresses of them',
      );
      same(all('Recursive DNS server'), [network.ipv6.address], 'name servers');
      same(all('DNS search list'), [plan.identity.domain], 'domains');
      same(all('Stateful address conf\\.'), ['No'], 'addresses by DHCPv6');
      const [lifetime = ''] = all('Router lifetime');
      that(network.ipv6.subnetId === null ? lifetime === '0' : Number(lifetime) > 0, `router lifetime ${lifetime}`);
      return `${all('Prefix').join(', ')}; a way out for ${lifetime} s`;
    });
}

function prefixesOf({ ipv6 }: NetworkPlan): readonly string[] {
  return ipv6.subnetId === null ? [ipv6.prefix] : [subnetOf(internet.prefix, ipv6.subnetId), ipv6.prefix];
}

/** However a prefix is written. */
function plainly(prefix = ''): string {
  const [address = '', length] = prefix.split('/');
  return `${wordsOf(address)
    .map((word) => word.toString(16))
    .join(':')}/${length}`;
}
