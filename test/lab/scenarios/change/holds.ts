import { readFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { changed } from '../../guest/checks/changed.ts';
import { dialUp } from '../../guest/checks/line.ts';
import { reloads } from '../../guest/checks/reloads.ts';
import { services } from '../../guest/checks/services.ts';
import { answerFlows, openFlow } from '../../guest/flow.ts';
import { sh, start, until } from '../../guest/guest.ts';
import { askDhcp, plugIn, stationsOf } from '../../guest/home.ts';
import { internet, startIsp } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';

const laptop = 'lan-host';

export async function run(plan: RouterPlan): Promise<void> {
  const later = JSON.parse(readFileSync('/lab/job/later/plan.json', 'utf8')) as RouterPlan;
  await startIsp(plan, { password });
  // everybody who will live there
  for (const station of stationsOf(later)) plugIn(station, later);
  await dialUp(plan, 1500);
  for (const name of [laptop, 'iot-host', 'chromecast']) askDhcp(name);
  start('laptop-web', laptop, 'python3 -m http.server -b :: 8000');
  await answerFlows();
  await until(60, () => sh('ip -6 addr show dev lan scope global').includes('2a0f:90:1000'));
  const flows = [await openFlow(laptop, internet.host4), await openFlow(laptop, internet.host6)];
  await reloads(flows, 5);
  await changed(plan, later, laptop, flows);
  await services(plan);
}
