import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, that, until } from '../guest.ts';
import { inPrefix, subnetOf } from '../ipv6.ts';
import { internet } from '../isp.ts';

/** Addresses of the router in a network, both families, without those of the link. */
export function routerAddresses(network: string): readonly string[] {
  return [...sh(`ip -o addr show dev ${network} scope global`).matchAll(/inet6? (\S+?)\/\d+/g)].map(
    ([, address = '']) => address,
  );
}

/** Every network that the plan gives a public /64 has the right one of the prefix that the ISP delegated. */
export async function delegation(plan: RouterPlan, prefix: string = internet.prefix): Promise<void> {
  const served = plan.networks.flatMap(({ name, ipv6: { subnetId } }) =>
    subnetId === null ? [] : [{ name, subnet: subnetOf(prefix, subnetId) }],
  );
  await check(`IPv6: ${served.map(({ name }) => name).join(', ')} have their /64 of the delegated prefix`, async () => {
    await until(60, () => {
      for (const { name, subnet } of served) {
        const found = routerAddresses(name);
        that(
          found.some((address) => inPrefix(address, subnet)),
          `${name} has ${found.join(', ')} and nothing of ${subnet}`,
        );
      }
    });
    return served.map(({ name, subnet }) => `${name} ${subnet}`).join(', ');
  });
  await check('IPv6: the router itself reaches the Internet', () =>
    until(30, () => sh(`ping -6 -c 2 -W 10 ${internet.host6}`) !== ''),
  );
  await check('IPv6: no address of the router is one for a day', () =>
    same(sh('ip -6 -o addr show temporary').trim(), '', 'temporary addresses'),
  );
}
