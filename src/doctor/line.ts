import type { System } from '../system/system.ts';
import { addressesOf, defaultRoutes, overlaps } from './addresses.ts';
import { type Check, type Diagnosis, ill, note, output, type Patient, well } from './check.ts';

/** Is the line up: an address, a way out, and an answer from the other end? */
export const lineCheck: Check = {
  id: 'line',
  title: 'Internet line',
  look: async (patient) => {
    const { system, plan } = patient;
    const addresses = await addressesOf(system, plan.wan.device);
    const own = addresses?.find(({ family }) => family === 4);
    if (own === undefined) return notUp(patient, addresses !== null);
    const clash = plan.networks.find(({ ipv4 }) =>
      overlaps({ address: ipv4.address, length: ipv4.prefixLength }, { address: own.address, length: own.length }),
    );
    if (clash !== undefined)
      return ill(
        `the line gives ${own.address}/${own.length}, which is also the range of ${clash.name}`,
        `Give ${clash.name} another address: naar reconfigure, step Networks.`,
      );
    const routes = await defaultRoutes(system, 4);
    const way = routes.find(({ device }) => device === plan.wan.device);
    if (way === undefined)
      return ill(`${own.address}, but no route to the Internet`, `sudo networkctl reconfigure ${plan.wan.device}`);
    const other = own.peer ?? way.gateway;
    const mtu = ((await system.readText(`/sys/class/net/${plan.wan.device}/mtu`)) ?? '').trim();
    if (other !== null && !(await answers(system, other)))
      return note(
        `${own.address}, MTU ${mtu}; the other end, ${other}, does not answer a ping`,
        'Many providers do not; see "Names" for whether the Internet is reached.',
      );
    return well(`${own.address}, MTU ${mtu}${other === null ? '' : `, ${other} answers`}`);
  },
};

async function notUp({ system, facts, plan }: Patient, there: boolean): Promise<Diagnosis> {
  const jack = facts.jacks.find(({ name }) => name === plan.wan.jack);
  if (jack?.link === 'down')
    return ill('down: there is no cable', `Plug the cable from the provider into ${plan.wan.jack}.`);
  if (plan.wan.line.kind !== 'pppoe')
    return ill(
      there ? 'no address yet' : `${plan.wan.device} is not there`,
      `See why: networkctl status ${plan.wan.device}`,
    );
  const log = (await output(system, 'journalctl', '-b', '-u', 'pppd-wan', '-n', '40', '--no-pager', '-o', 'cat')) ?? '';
  if (/authentication failed|Access denied|peer refused to authenticate/i.test(log))
    return ill(
      'the provider refuses the login',
      'Compare user name and password with the letter; change them with: naar reconfigure, step Internet.',
    );
  if (/Timeout waiting for PAD[OS]/i.test(log))
    return ill(
      'nobody answers on the line',
      'Is the modem on, and the VLAN right? naar reconfigure asks the line itself.',
    );
  return ill('not dialled in yet', 'Wait a minute, then see: journalctl -b -u pppd-wan');
}

async function answers(system: System, address: string): Promise<boolean> {
  return (await output(system, 'ping', '-c', '1', '-W', '2', address)) !== null;
}
