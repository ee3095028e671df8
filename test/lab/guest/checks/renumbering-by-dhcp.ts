import { setTimeout as sleep } from 'node:timers/promises';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { eventsOf, firstOf, seconds, watchEvents } from '../events.ts';
import { check, same, sh, start, until } from '../guest.ts';
import { askDhcp, type Station } from '../home.ts';
import { inPrefix } from '../ipv6.ts';
import { has, homeOf, untouched } from '../ipv6-view.ts';
import { advertise, delegate, internet } from '../isp.ts';
import { fetch } from '../probes.ts';

const { host4, host6, prefix: first } = internet;
const second = '2a0f:90:2000::';

/**
 * A line that stays up while its IPv6 changes: the ISP renews with another prefix, and then has no way out itself. IPv4
 * goes on meanwhile. `stations` are devices in networks that have a part of the ISP's prefix, the first a trusted one.
 */
export async function renumberingByDhcp(plan: RouterPlan, stations: readonly Station[], length: number): Promise<void> {
  const homes = stations.map((station) => homeOf(plan, station));
  const [home] = homes;
  for (const name of [...homes.map(({ name }) => name), null]) watchEvents(name);
  await check('RA: devices have their part of the prefix and a way out', async () => {
    await until(120, () => homes.every((one) => has(one, { preferred: [first], leadsOut: true })));
    askDhcp(home!.name);
    start('ping4', home!.name, `ping -i 0.5 ${host4}`);
  });
  await check('networkd restarts: no device notices', async () => {
    const began = Date.now();
    // the ISP's next answer has short times, so that it is asked again soon
    delegate({ length, preferred: 60, valid: 120 });
    sh('systemctl restart systemd-networkd');
    await sleep(15_000);
    untouched(homes, began, /^Deleted default|deprecated|^Deleted .*inet6/);
  });
  await check('the ISP renews with another prefix: devices drop the old one and use the new one', async () => {
    const began = Date.now();
    delegate({ prefix: second, length });
    await until(90, () => homes.every((one) => has(one, { preferred: [second], deprecated: [first], leadsOut: true })));
    await until(20, () => inPrefix(fetch(home!.name, `http://[${host6}]/`), home!.part(second)));
    untouched(homes, began, /^Deleted default/);
    const given = firstOf(eventsOf(null, began), new RegExp(`inet6 ${second.replace('::', '')}`));
    return homes
      .map(({ name }) => `${name} ${seconds(given, firstOf(eventsOf(name, began), /deprecated/))}`)
      .join(', ');
  });
  await check('the ISP has no way out for IPv6: devices have none either, and keep their addresses', async () => {
    const began = Date.now();
    advertise(false);
    await until(20, () => homes.every((one) => has(one, { preferred: [second], leadsOut: false })));
    const lost = firstOf(eventsOf(null, began), new RegExp(`^Deleted default .*dev ${plan.wan.device}`));
    return homes
      .map(({ name }) => `${name} ${seconds(lost, firstOf(eventsOf(name, began), /^Deleted default/))}`)
      .join(', ');
  });
  await check('the ISP has it again: so have the devices', async () => {
    const began = Date.now();
    advertise(true);
    await until(60, () => homes.every((one) => has(one, { preferred: [second], leadsOut: true })));
    untouched(homes, began, /^Deleted .*inet6/);
  });
  await check('IPv4 went on all the time', () => {
    sh(
      'for p in $(ip netns pids ' +
        home!.name +
        '); do [ "$(cat /proc/$p/comm)" != ping ] || kill -INT $p; done; sleep 1',
    );
    const said = sh('tail -n 3 /run/lab/ping4.log');
    const [, sent = '0', got = '0'] = /(\d+) packets transmitted, (\d+) received/.exec(said) ?? [];
    same([Number(sent) > 60, Number(sent) - Number(got)], [true, 0], said);
    return `${got} answers`;
  });
}
