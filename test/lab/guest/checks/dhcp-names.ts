import { check, inside, same, that } from '../guest.ts';
import { askDhcpAll, type Station } from '../home.ts';
import type { House } from '../house.ts';
import { ask } from '../probes.ts';

/** What the unknown devices of the house call themselves: the guest takes the name of somebody trusted. */
export const hostNames = { 'lan-host': 'laptop', 'guest-host': 'nas' } as const;

/** Addresses by DHCP, and the names that come with them. */
export async function dhcpNames(house: House): Promise<void> {
  const { plan, stations, leases } = house;
  const { domain } = plan.identity;
  await check('DHCP: unknown devices get an address of their pool, and the router, DNS and domain with it', () => {
    const found = stations.filter(({ device }) => device === null).map((station) => inPool(house, station));
    return found.join(', ');
  });
  await check('DHCP: a device with an address of its own gets that', () => {
    const kept = plan.devices.filter(({ address }) => address !== null);
    for (const { name, address } of kept) same(leases.get(name)?.address, address, name);
    return `${kept.length} reservations`;
  });
  await check('names: every named device is known by its name and its address, over both families', () => {
    const named = plan.devices.map(({ name }) => ({ name, address: leases.get(name)?.address ?? '' }));
    for (const server of [routerOf(house, 'lan').ipv4.address, routerOf(house, 'lan').ipv6.address]) {
      const questions = named.flatMap(({ name, address }) => [`${name}.${domain}`, `-x ${address}`]).join(' ');
      const wanted = named.flatMap(({ name, address }) => [address, `${name}.${domain}.`]);
      same(ask('lan-host', server, questions).split('\n'), wanted, `asked of ${server}`);
    }
    return `${named.length} devices, forwards and backwards`;
  });
  await check('names: a trusted device is known by the name it gives itself', () => {
    const own = `${hostNames['lan-host']}.${domain}`;
    const address = leases.get('lan-host')?.address ?? '';
    same(askLan(house, `${own} -x ${address}`), `${address}\n${own}.`, own);
  });
  await check('names: a guest that calls itself like somebody trusted gets no name', () => {
    const nas = plan.devices.find(({ name }) => name === hostNames['guest-host'])?.address;
    same(askLan(house, `${hostNames['guest-host']}.${domain}`), nas, 'the trusted name');
    same(askLan(house, `-x ${leases.get('guest-host')?.address}`), '', 'name of the address of the guest');
    askDhcpAll(['guest-host'], { 'guest-host': hostNames['lan-host'] });
    same(
      askLan(house, `${hostNames['lan-host']}.${domain}`),
      leases.get('lan-host')?.address,
      'the trusted name, after the guest took it',
    );
  });
  await check('names: no name of ours is asked of the Internet', () => {
    const said = inside(
      'lan-host',
      `dig +tries=2 +time=5 @${routerOf(house, 'lan').ipv4.address} nobody.${domain}`,
      40,
    );
    that(said.includes('status: NXDOMAIN'), said);
  });
}

/** DNS sent to an address where nobody is, is answered by the router in the networks where the plan says so. */
export async function dnsRedirect(house: House): Promise<void> {
  const { plan } = house;
  const router = plan.networks[0]!.ipv4.address;
  for (const { network } of plan.firewall.zones.filter((zone) => zone.dnsRedirect))
    await check(`DNS: what ${network} asks of any other server is answered by the router`, () => {
      const name = `router.${plan.identity.domain}`;
      for (const server of ['9.9.9.9', '2620:fe::9', plan.networks[0]!.ipv4.address])
        for (const over of ['+notcp', '+tcp'])
          same(ask(`${network}-host`, server, `${over} ${name}`), router, `${server} ${over}`);
      return 'to two addresses where nobody is and one of another network, UDP and TCP';
    });
}

function inPool({ plan, leases }: House, { name, network }: Station): string {
  const { ipv4, dhcp } = plan.networks.find((one) => one.name === network)!;
  const lease = leases.get(name)!;
  const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  that(
    number(dhcp!.from) <= number(lease.address) && number(lease.address) <= number(dhcp!.to),
    `${name} got ${lease.address}, the pool is ${dhcp!.from} to ${dhcp!.to}`,
  );
  same(
    [lease.routers, lease.dns, lease.domain],
    [ipv4.address, ipv4.address, plan.identity.domain],
    `options of ${name}`,
  );
  return lease.address;
}

function routerOf({ plan }: House, network: string): House['plan']['networks'][number] {
  return plan.networks.find(({ name }) => name === network)!;
}

function askLan(house: House, question: string): string {
  return ask('lan-host', routerOf(house, 'lan').ipv4.address, question);
}
