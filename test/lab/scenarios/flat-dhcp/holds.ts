import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { dhcpLine, renewal } from '../../guest/checks/dhcp-line.ts';
import { guests } from '../../guest/checks/guests.ts';
import { internetNames } from '../../guest/checks/internet-names.ts';
import { outside } from '../../guest/checks/outside.ts';
import { reflectorReturns } from '../../guest/checks/reflector.ts';
import { services } from '../../guest/checks/services.ts';
import { shaper } from '../../guest/checks/shaper.ts';
import { trusted } from '../../guest/checks/trusted.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { delegate, startIsp } from '../../guest/isp.ts';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { offer: { lease: 60 } });
  delegate({ length: 59 });
  const stations = stationsOf(plan);
  for (const station of stations) plugIn(station, plan);
  const station = (name: string) => stations.find((candidate) => candidate.name === name)!;
  await dhcpLine(plan);
  await services(plan);
  await delegation(plan);
  await trusted(plan, station('lan-host'));
  await internetNames(plan, 'lan-host');
  await reflectorReturns();
  await guests(plan, station('guest-host'), station('lan-host'));
  await outside(station('lan-host'));
  await renewal(plan, 'lan-host');
  await shaper(plan, 'lan-host');
}
