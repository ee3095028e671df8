import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { delegation } from '../../guest/checks/delegation.ts';
import { chapLine, oneSession, wrongPassword } from '../../guest/checks/dialling.ts';
import { dialUp, hangUp } from '../../guest/checks/line.ts';
import { packetSizes } from '../../guest/checks/packet-sizes.ts';
import { askDhcp, plugIn, stationsOf } from '../../guest/home.ts';
import { carryJumbo, delegate, startConcentrator, startIsp } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';

const laptop = 'lan-host';
const otherPrefix = '2a0f:90:2000::';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password: 'another one' });
  for (const station of stationsOf(plan, [])) plugIn(station, plan);
  await wrongPassword(plan, laptop, password);
  await dialUp(plan, 1500);
  await delegation(plan);
  askDhcp(laptop);
  await packetSizes(plan, laptop, 1500);

  await hangUp();
  carryJumbo(false);
  delegate({ prefix: otherPrefix });
  startConcentrator();
  await dialUp(plan, 1492);
  await delegation(plan, otherPrefix);
  await packetSizes(plan, laptop, 1492);

  await oneSession(laptop);
  await chapLine(laptop);
}
