import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, same, sh, that, until } from '../guest.ts';
import { internet } from '../isp.ts';

/** The WAN has the address and the gateway of the answers, and asks nobody for anything. */
export async function staticLine(plan: RouterPlan): Promise<void> {
  const { device, line } = plan.wan;
  if (line.kind !== 'static') throw new Error(`the line is ${line.kind}`);
  await check('fixed address: the WAN has it, and the default route', async () => {
    await until(120, () => sh(`ip -4 -o addr show dev ${device}`).includes(`inet ${line.address}`));
    that(sh('ip -4 route show default').includes(`via ${line.gateway} dev ${device}`), sh('ip route'));
  });
  await check('fixed address: the router itself reaches the Internet', () => {
    sh(`ping -c 2 -W 10 ${internet.host4}`);
  });
  if (plan.wan.prefixLength === null)
    await check('IPv6 off: the WAN has no address of it', () => {
      same(sh(`ip -6 -o addr show dev ${device}`).trim(), '', `addresses of ${device}`);
    });
}
