import { check, inside, that } from '../guest.ts';
import { addresses6, type Station } from '../home.ts';
import { inPrefix } from '../ipv6.ts';
import { internet } from '../isp.ts';
import { refused } from '../probes.ts';
import { routerAddresses } from './delegation.ts';

const { customer, prefix } = internet;

/** Seen from the Internet there is nothing: neither the router nor `trusted`, which serves port 8000. */
export async function outside(trusted: Station): Promise<void> {
  const ofIsp = (address: string) => inPrefix(address, `${prefix}/56`);
  await check('WAN: no port of the router answers from the Internet', () => {
    for (const port of [22, 53, 80, 53053]) refused('isp', customer, port);
    const inner = routerAddresses(trusted.network).find((address) => address.includes(':') && ofIsp(address)) ?? '';
    for (const port of [53, 80]) refused('isp', inner, port);
    const name = inside('isp', `dig +tries=1 +time=3 @${customer} router.home.arpa; true`);
    that(/timed out|no servers/.test(name), name);
  });
  await check(`WAN: nobody outside reaches ${trusted.name} over IPv6`, () => {
    const own = addresses6(trusted.name).find(ofIsp) ?? '';
    inside(trusted.name, 'curl -sS -m 20 -o /dev/null http://127.0.0.1:8000/');
    refused('isp', own, 8000);
  });
}
