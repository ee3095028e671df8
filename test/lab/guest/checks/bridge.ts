import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { capture } from '../capture.ts';
import { check, inside, same, that } from '../guest.ts';
import { addresses6, askDhcp, leasedAddress } from '../home.ts';
import { internet } from '../isp.ts';
import { fetch, visit } from '../probes.ts';

/** One network on two jacks: `near` has an address already and is behind the first, `far` behind the one with tags. */
export async function twoJacks(plan: RouterPlan, near: string, far: string): Promise<void> {
  const device = plan.devices.find(({ name }) => name === far)!;
  await check(`${device.network}: ${far} behind the other jack gets its address from the same DHCP`, () => {
    same(askDhcp(far).address, device.address, 'address');
    visit(far, `http://${internet.host4}/`, internet.customer);
    that(addresses6(far).includes(fetch(far, `http://[${internet.host6}]/`)), 'IPv6');
  });
  await check(
    `${device.network}: devices behind both jacks reach each other, tagged on one cable and not on the other`,
    async () => {
      const [first, second] = [await capture('switch2', 'far', 'icmp'), await capture('switch3', 'far', 'icmp')];
      inside(near, `ping -c 3 -W 10 ${device.address}`);
      inside(far, `ping -c 3 -W 10 ${leasedAddress(near)}`);
      const tags = (lines: readonly string[]) => [
        ...new Set(lines.map((line) => /vlan (\d+)/.exec(line)?.[1] ?? 'none')),
      ];
      same(tags(first.end()), ['none'], 'tags on the cable of enp2s0');
      same(tags(second.end()), ['5'], 'tags on the cable of enp3s0');
    },
  );
}
