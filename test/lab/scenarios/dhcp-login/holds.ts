import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { dhcpLine, priorities } from '../../guest/checks/dhcp-line.ts';
import { services } from '../../guest/checks/services.ts';
import { startIsp } from '../../guest/isp.ts';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan);
  await dhcpLine(plan);
  await services(plan);
  await delegation(plan);
  await priorities(plan, { control: 6, data: 0 });
}
