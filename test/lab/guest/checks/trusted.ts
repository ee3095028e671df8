import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, same, sh, start, that, until } from '../guest.ts';
import { addresses6, askDhcp, leasedAddress, type Station } from '../home.ts';
import { inPrefix, subnetOf } from '../ipv6.ts';
import { internet } from '../isp.ts';
import { ask, fetch, visit } from '../probes.ts';

const { host4, host6, customer, prefix } = internet;

/** A device of a trusted network gets what it needs and reaches everything. */
export async function trusted(plan: RouterPlan, { name, network }: Station): Promise<void> {
  const home = plan.networks.find((candidate) => candidate.name === network)!;
  const router = home.ipv4.address;
  await check(`${network}: DHCP gives an address of the pool, the router, DNS and the domain`, () => {
    const { address, routers, dns, domain } = askDhcp(name);
    that(inPool(address, home.dhcp), `address ${address}`);
    same([routers, dns, domain], [router, router, plan.identity.domain], 'options');
    return address;
  });
  const { subnetId } = home.ipv6;
  const whose = subnetId === null ? 'the ULA' : 'the delegated prefix and of the ULA';
  await check(`${network}: a device makes itself addresses of ${whose}`, async () => {
    const wanted = [home.ipv6.prefix, ...(subnetId === null ? [] : [subnetOf(prefix, subnetId)])];
    await until(60, () => {
      const found = addresses6(name);
      for (const one of wanted)
        that(
          found.some((address) => inPrefix(address, one)),
          `${found}, nothing of ${one}`,
        );
    });
    // no public prefix, no way to the Internet: a device that believed in one would wait for answers
    if (subnetId === null) same(inside(name, 'ip -6 route show default').trim(), '', 'IPv6 default route');
    return addresses6(name).join(', ');
  });
  await check(`${network}: pings the Internet`, () => {
    inside(name, `ping -c 2 -W 10 ${host4}`);
    if (subnetId !== null) inside(name, `ping -6 -c 2 -W 10 ${host6}`);
    return subnetId === null ? 'IPv4' : 'both families';
  });
  await check(`${network}: HTTP and HTTPS over IPv4 come from the public address`, () => {
    visit(name, `http://${host4}/`, customer);
    visit(name, `https://${host4}/`, customer);
  });
  if (subnetId !== null)
    await check(`${network}: HTTP and HTTPS over IPv6 come from its own address`, () => {
      const seen = [`http://[${host6}]/`, `https://[${host6}]/`].map((url) => fetch(name, url));
      that(
        seen.every((address) => addresses6(name).includes(address)),
        `seen ${seen}`,
      );
    });
  await check(`${network}: full frames get through (MSS and path MTU)`, () => {
    for (const host of [host4, ...(subnetId === null ? [] : [`[${host6}]`])])
      same(inside(name, `curl -sS -m 60 -g http://${host}/bytes/300000 | wc -c`, 70).trim(), '300000', `bytes ${host}`);
  });
  await check(`${network}: reaches every port of the Internet and of the router`, async () => {
    for (const port of [22, 8080]) visit(name, `http://${host4}:${port}/`, customer);
    // something that answers: that others are refused would prove nothing otherwise
    for (const port of [80, 8022]) start(`router-${port}`, null, `python3 -m http.server -b :: ${port}`);
    for (const port of [80, 8022]) await until(20, () => sh(`ss -Hltn "sport = :${port}"`) !== '');
    for (const port of [80, 8022]) inside(name, `curl -sS -m 20 -o /dev/null http://${router}:${port}/`, 30);
  });
  await check(`${network}: names of the router and of devices with an address are known, backwards too`, () => {
    const { hostName, domain } = plan.identity;
    const first = plan.networks[0]!.ipv4.address;
    same(ask(name, router, `${hostName}.${domain}`), first, 'router');
    for (const device of plan.devices.filter(({ address }) => address !== null)) {
      same(ask(name, router, `${device.name}.${domain}`), device.address, device.name);
      same(ask(name, router, `-x ${device.address}`), `${device.name}.${domain}.`, 'backwards');
    }
  });
  await check(`${network}: the router answers NTP`, () => {
    const said = inside(name, `chronyd -Q -t 30 'server ${router} iburst' 2>&1`, 60);
    that(/System clock wrong by/.test(said), said);
  });
  start(`${name}-web`, name, 'python3 -m http.server -b :: 8000');
  await check(`${network}: ${name} serves others of its own`, async () => {
    await until(30, () => inside(name, `curl -sS -m 20 -o /dev/null http://${leasedAddress(name)}:8000/`) === '');
  });
}

/** Whether an address lies in the pool that DHCP hands out of. */
export function inPool(address: string, pool: { readonly from: string; readonly to: string } | null): boolean {
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return pool !== null && number(pool.from) <= number(address) && number(address) <= number(pool.to);
}
