import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { loadCost } from '../../guest/checks/load-cost.ts';
import { rightsOf } from '../../guest/checks/rights.ts';
import { services } from '../../guest/checks/services.ts';
import { trusted } from '../../guest/checks/trusted.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { startIsp } from '../../guest/isp.ts';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password: 'geheim' });
  const ends = [plan.devices[0]!.name, plan.devices.at(-1)!.name];
  const stations = stationsOf(plan, ends);
  for (const station of stations) plugIn(station, plan);
  await dialUp(plan, 1500);
  await services(plan);
  // the names of all devices would be asked for one after another
  const some = { ...plan, devices: plan.devices.filter(({ name }) => ends.includes(name)) };
  await trusted(some, stations.find(({ name }) => name === 'lan-host')!);
  for (const station of stations.filter(({ zone }) => zone === 'isolated')) await rightsOf(plan, station);
  await loadCost(plan);
}
