import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { hostNames } from '../../guest/checks/dhcp-names.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { services } from '../../guest/checks/services.ts';
import { group } from '../../guest/group.ts';
import { moveIn, settle } from '../../guest/house.ts';
import { startIsp } from '../../guest/isp.ts';
import { subjects } from '../../guest/subjects.ts';

/** The router of the post in a full home. */
export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password: 'een wachtwoord' });
  const stations = moveIn(plan);
  await group('the line', async () => {
    await dialUp(plan, 1500);
    await services(plan);
    await delegation(plan);
  });
  const house = await group('addresses', () => settle(plan, stations, hostNames));
  for (const [name, checks] of Object.entries(subjects)) await group(name, () => checks(house));
}
