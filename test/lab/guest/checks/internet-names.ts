import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same } from '../guest.ts';
import { internet } from '../isp.ts';
import { ask } from '../probes.ts';

/** A name of the Internet, asked of the router, which asks the ISP's name server. */
export async function internetNames(plan: RouterPlan, station: string): Promise<void> {
  const router = plan.networks[0]!.ipv4.address;
  await check('names: one of the Internet is answered by way of the ISP, in both families', () => {
    same(ask(station, router, internet.name), internet.host4, 'IPv4');
    same(ask(station, router, `${internet.name} AAAA`), internet.host6, 'IPv6');
  });
}
