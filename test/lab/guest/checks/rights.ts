import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check } from '../guest.ts';
import { askDhcp, type Station } from '../home.ts';
import { internet } from '../isp.ts';
import { refused, visit } from '../probes.ts';

/** Ports on which the Internet host answers. */
const served = [22, 80, 443, 8080];

/** A named device of an isolated network reaches those ports of the Internet that its profile names, and no others. */
export async function rightsOf(plan: RouterPlan, station: Station): Promise<void> {
  const { name, network } = station;
  const rule = plan.firewall.devices.find((device) => device.name === name);
  const may = (port: number) =>
    rule?.internet === 'all' ||
    (rule?.internet ?? []).some(({ protocol, first, last }) => protocol === 'tcp' && first <= port && port <= last);
  await check(`${network}: ${name} has its address and its rights, no more`, () => {
    const { address } = askDhcp(name);
    for (const port of served) {
      if (may(port)) visit(name, `${port === 443 ? 'https' : 'http'}://${internet.host4}:${port}/`, internet.customer);
      else refused(name, internet.host4, port);
    }
    const [allowed, denied] = [served.filter(may), served.filter((port) => !may(port))];
    return `${address}, of the Internet ${allowed.join(', ') || 'nothing'} and not ${denied.join(', ')}`;
  });
}
