import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { twoJacks } from '../../guest/checks/bridge.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { guests } from '../../guest/checks/guests.ts';
import { internetNames } from '../../guest/checks/internet-names.ts';
import { interrupts } from '../../guest/checks/interrupts.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { services } from '../../guest/checks/services.ts';
import { trusted } from '../../guest/checks/trusted.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { delegate, startIsp } from '../../guest/isp.ts';
import { password } from './password.ts';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  delegate({ length: 62 });
  const stations = stationsOf(plan);
  // the server is behind the jack with tags, everybody else of its network behind the other
  for (const station of stations) plugIn(station, plan, station.name === 'server' ? 1 : 0);
  const station = (name: string) => stations.find((candidate) => candidate.name === name)!;
  await dialUp(plan, 1500);
  await services(plan);
  await delegation(plan);
  await trusted(plan, station('lan-host'));
  await twoJacks(plan, 'lan-host', 'server');
  await guests(plan, station('guest-host'), station('lan-host'));
  await internetNames(plan, 'lan-host');
  await interrupts(plan, ['e', 'd']);
}
