import { readFileSync, writeFileSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { login } from '../../guest/checks/login.ts';
import { services } from '../../guest/checks/services.ts';
import { breakRuleset, brokenFirewall, nothingLeaks, shut } from '../../guest/checks/shut.ts';
import { standing } from '../../guest/checks/standing.ts';
import { check, same, sh, until } from '../../guest/guest.ts';
import { askDhcp, plugIn, stationsOf } from '../../guest/home.ts';
import { internet, startIsp } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';
import { fetch } from '../../guest/probes.ts';

const laptop = 'lan-host';

export const boots = [troubles, restarted, withoutFirewall];

async function troubles(plan: RouterPlan): Promise<void> {
  await goOnline(plan);
  await login(plan, laptop, 'iot-host');
  await nothingLeaks(plan, laptop);
  await brokenFirewall(plan, laptop, 'iot-host');
  await until(60, () => sh('ip -6 addr show dev lan scope global').includes(internet.prefix.slice(0, 12)));
  const parts = Object.entries(standing(plan, laptop)).map(([what, look]) => [what, look()]);
  writeFileSync('/lab/standing.json', JSON.stringify(Object.fromEntries(parts)));
}

/** The second start: everything is as it was before. */
async function restarted(plan: RouterPlan): Promise<void> {
  await goOnline(plan);
  await services(plan);
  const before = JSON.parse(readFileSync('/lab/standing.json', 'utf8')) as Readonly<Record<string, string>>;
  for (const [what, look] of Object.entries(standing(plan, laptop)))
    await check(`restart: ${what} as before`, () => until(30, () => same(look(), before[what], what)));
  breakRuleset();
}

/** The third start, with a ruleset that does not load. */
async function withoutFirewall(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  plug(plan);
  askDhcp(laptop);
  askDhcp('iot-host');
  await shut(plan, laptop, 'iot-host');
}

async function goOnline(plan: RouterPlan): Promise<void> {
  await startIsp(plan, { password });
  plug(plan);
  await until(150, () => sh('ip -4 -o addr show dev ppp0').includes(internet.customer));
  for (const name of [laptop, 'iot-host']) askDhcp(name);
  await check('the laptop reaches the Internet', () =>
    until(60, () => fetch(laptop, `http://${internet.host4}/`) === internet.customer),
  );
}

function plug(plan: RouterPlan): void {
  for (const station of stationsOf(plan, [])) plugIn(station, plan);
}
