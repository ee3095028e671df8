import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, same, start, that, until } from '../guest.ts';
import { addresses6, askDhcp, leasedAddress, type Station } from '../home.ts';
import { internet } from '../isp.ts';
import { ask, refused, visit } from '../probes.ts';
import { inPool } from './trusted.ts';

const { host4, host6, customer } = internet;

/**
 * An isolated network: `known` is a device of it with a reserved address that may reach the web, `stranger` one that
 * nobody named, `trusted` a device that has an address already and serves port 8000.
 */
export async function isolated(plan: RouterPlan, known: Station, stranger: Station, trusted: Station): Promise<void> {
  const home = plan.networks.find(({ name }) => name === known.network)!;
  const device = plan.devices.find(({ name }) => name === known.device)!;
  const router = home.ipv4.address;
  const { name: network } = home;
  await check(`${network}: ${known.name} gets the address that was kept for it`, () =>
    same(askDhcp(known.name).address, device.address, 'address'),
  );
  await check(`${network}: a stranger gets an address of the pool`, () => {
    const { address } = askDhcp(stranger.name);
    that(inPool(address, home.dhcp), address);
  });
  await check(`${network}: ${known.name} reaches the web, and no other port`, () => {
    visit(known.name, `http://${host4}/`, customer);
    visit(known.name, `https://${host4}/`, customer);
    refused(known.name, host4, 22);
    refused(known.name, host4, 8080);
  });
  await check(`${network}: the stranger does not reach the Internet`, () => {
    refused(stranger.name, host4, 80);
    refused(stranger.name, host4, 443);
    refused(stranger.name, host6, 443);
  });
  await check(`${network}: neither reaches ${trusted.name}, in either family`, () => {
    const own = addresses6(trusted.name)[0] ?? '';
    inside(trusted.name, 'curl -sS -m 20 -o /dev/null http://127.0.0.1:8000/');
    for (const name of [known.name, stranger.name]) {
      refused(name, leasedAddress(trusted.name), 8000);
      refused(name, own, 8000);
    }
  });
  await check(`${network}: ${trusted.name} reaches ${known.name}`, async () => {
    start(`${known.name}-web`, known.name, 'python3 -m http.server 8009');
    await until(
      30,
      () => inside(trusted.name, `curl -sS -m 20 -o /dev/null http://${device.address}:8009/`, 30) === '',
    );
  });
  await check(`${network}: the router answers DNS there, and nothing else`, () => {
    same(ask(stranger.name, router, `${known.name}.${plan.identity.domain}`), device.address, 'name');
    refused(stranger.name, router, 80);
    refused(stranger.name, plan.networks[0]!.ipv4.address, 80);
  });
  await check(`${network}: DNS sent elsewhere is answered by the router`, () => {
    for (const server of [host4, host6])
      same(ask(stranger.name, server, `${known.name}.${plan.identity.domain}`), device.address, `name by ${server}`);
  });
}
