import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { fastPath, refusedByKernel } from '../../guest/checks/fast-path.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { postsFlowtable } from '../../guest/checks/post.ts';
import { receiveSpread } from '../../guest/checks/receive-spread.ts';
import { forwarded, offloaded } from '../../guest/checks/transfers.ts';
import { askDhcp, plugIn, stationsOf } from '../../guest/home.ts';
import { startIsp } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';

const laptop = 'lan-host';

export async function run(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  for (const station of stationsOf(plan, [])) plugIn(station, plan);
  await dialUp(plan, 1500);
  askDhcp(laptop);
  await receiveSpread(plan);
  await fastPath(laptop);
  await offloaded(laptop, 100_000_000);
  await refusedByKernel();
  await forwarded(laptop, 5_000_000, 'kernel that refuses the fast path');
  await postsFlowtable(plan, laptop);
}
