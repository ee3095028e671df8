import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { renumbering } from '../../guest/checks/renumbering.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { startIsp } from '../../guest/isp.ts';
import { password } from './password.ts';

/** The line comes and goes under a device of each network. */
export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  const stations = stationsOf(plan, []);
  for (const station of stations) plugIn(station, plan);
  await dialUp(plan, 1500);
  await renumbering(plan, stations);
}
