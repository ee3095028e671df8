import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { hostNames } from '../../guest/checks/dhcp-names.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { services } from '../../guest/checks/services.ts';
import { check, failuresOf, sh, that } from '../../guest/guest.ts';
import { moveIn, settle } from '../../guest/house.ts';
import { startIsp } from '../../guest/isp.ts';
import { subjects } from '../../guest/subjects.ts';
import { faults } from './faults.ts';

/** Breaks the router, looks whether its subject notices, and mends it again. */
export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password: 'een wachtwoord' });
  const stations = moveIn(plan);
  await dialUp(plan, 1500);
  await services(plan);
  const house = await settle(plan, stations, hostNames);
  sh('cp /etc/lab/dnsmasq.conf /etc/avahi/avahi-daemon.conf /run/lab/');
  for (const { subject, what, harm, mend } of faults)
    await check(`${subject}: notices that ${what}`, async () => {
      sh(harm);
      const failures = await failuresOf(() => subjects[subject](house)).finally(() => sh(mend));
      that(failures.length > 0, 'no check failed');
      return failures.map(({ name }) => name).join('; ');
    });
}
