import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { fastPath } from '../../guest/checks/fast-path.ts';
import { guests } from '../../guest/checks/guests.ts';
import { internetNames } from '../../guest/checks/internet-names.ts';
import { services } from '../../guest/checks/services.ts';
import { staticLine } from '../../guest/checks/static-line.ts';
import { trusted } from '../../guest/checks/trusted.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { startIsp } from '../../guest/isp.ts';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan);
  const stations = stationsOf(plan);
  for (const station of stations) plugIn(station, plan);
  const station = (name: string) => stations.find((candidate) => candidate.name === name)!;
  await staticLine(plan);
  await services(plan);
  await trusted(plan, station('lan-host'));
  await guests(plan, station('party-host'), station('lan-host'));
  await internetNames(plan, 'lan-host');
  await fastPath('lan-host');
}
