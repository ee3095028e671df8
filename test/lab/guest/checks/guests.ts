import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, that } from '../guest.ts';
import { addresses6, askDhcp, leasedAddress, type Station } from '../home.ts';
import { internet } from '../isp.ts';
import { ask, fetch, refused, visit } from '../probes.ts';
import { inPool } from './trusted.ts';

const { host4, host6, customer } = internet;

/** A guest reaches the Internet on every port and nothing of ours. `trusted` has an address already and serves port 8000. */
export async function guests(
  plan: RouterPlan,
  guest: Station,
  trusted: Station,
  seenAs: string = customer,
): Promise<void> {
  const { name, network } = guest;
  const home = plan.networks.find((candidate) => candidate.name === network)!;
  await check(`${network}: a guest gets an address of the pool`, () => {
    const { address } = askDhcp(name);
    that(inPool(address, home.dhcp), address);
  });
  await check(`${network}: a guest reaches every port of the Internet`, () => {
    for (const port of [80, 22, 8080]) visit(name, `http://${host4}:${port}/`, seenAs);
    if (home.ipv6.subnetId !== null) that(addresses6(name).includes(fetch(name, `http://[${host6}]/`)), 'IPv6');
  });
  await check(`${network}: a guest reaches neither ${trusted.name} nor the router, but for names`, () => {
    refused(name, leasedAddress(trusted.name), 8000);
    for (const other of plan.networks) refused(name, other.ipv4.address, 80);
    same(
      ask(name, home.ipv4.address, `${plan.identity.hostName}.${plan.identity.domain}`),
      plan.networks[0]!.ipv4.address,
      'name',
    );
  });
}
