import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { fastPath } from '../../guest/checks/fast-path.ts';
import { interrupts } from '../../guest/checks/interrupts.ts';
import { isolated } from '../../guest/checks/isolated.ts';
import { dialUp, redial } from '../../guest/checks/line.ts';
import { outside } from '../../guest/checks/outside.ts';
import { services } from '../../guest/checks/services.ts';
import { trusted } from '../../guest/checks/trusted.ts';
import { plugIn, stationsOf } from '../../guest/home.ts';
import { startIsp } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';

/** The router of the post, dialled in and used. */
export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  const stations = stationsOf(plan);
  for (const station of stations) plugIn(station, plan);
  const station = (name: string) => stations.find((candidate) => candidate.name === name)!;
  const [laptop, chromecast, stranger] = [station('lan-host'), station('chromecast'), station('iot-host')];
  await dialUp(plan, 1500);
  await services(plan);
  await delegation(plan);
  await trusted(plan, laptop);
  await isolated(plan, chromecast, stranger, laptop);
  await outside(laptop);
  await fastPath(laptop.name);
  await interrupts(plan, ['e', 'd', 'b', '7']);
  await redial(laptop.name);
}
