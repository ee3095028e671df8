import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { renumberingByDhcp } from '../../guest/checks/renumbering-by-dhcp.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { delegate, startIsp } from '../../guest/isp.ts';

/** A device of each network while the ISP changes its mind. */
export async function run(plan: RouterPlan): Promise<void> {
  const length = plan.wan.prefixLength ?? 56;
  await startIsp(plan);
  delegate({ length });
  const stations = stationsOf(plan, []);
  for (const station of stations) plugIn(station, plan);
  await renumberingByDhcp(plan, stations, length);
}
