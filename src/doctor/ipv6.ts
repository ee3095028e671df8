import { addressesOf, defaultRoutes } from './addresses.ts';
import { type Check, ill, note, well } from './check.ts';

/** Has the provider lent a prefix, and does every network have its part? */
export const ipv6Check: Check = {
  id: 'ipv6',
  title: 'IPv6',
  look: async ({ system, plan }) => {
    const local = await Promise.all(
      plan.networks.map(async (network) => ({ network, addresses: await addressesOf(system, network.name) })),
    );
    const without = local.find(
      ({ network, addresses }) => !addresses?.some(({ address }) => address === network.ipv6.address),
    );
    if (without !== undefined)
      return ill(
        `${without.network.name} lacks its own address ${without.network.ipv6.address}`,
        `sudo networkctl reconfigure ${without.network.name}`,
      );
    if (plan.wan.prefixLength === null) return well('local addresses only, as the answers say');
    const wanted = local.filter(({ network }) => network.ipv6.subnetId !== null);
    const lent = wanted.filter(({ addresses }) =>
      addresses?.some(({ family, scope, address }) => family === 6 && scope === 'global' && !/^f[cd]/i.test(address)),
    );
    if (lent.length === 0)
      return note(
        'the provider has lent no prefix; IPv4 works without',
        'Ask the provider for IPv6, or take it out: naar reconfigure, step Internet.',
      );
    if (lent.length < wanted.length)
      return ill(
        `only ${lent.map(({ network }) => network.name).join(', ')} has public addresses`,
        `See: networkctl status ${wanted.find((one) => !lent.includes(one))?.network.name}`,
      );
    if (!(await defaultRoutes(system, 6)).some(({ device }) => device === plan.wan.device))
      return ill('a prefix, but no route to the Internet', `sudo networkctl reconfigure ${plan.wan.device}`);
    return well(`${lent.length} network${lent.length === 1 ? '' : 's'} with public addresses`);
  },
};
