import { readFileSync } from 'node:fs';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { dialUp } from './checks/line.ts';
import { logIn } from './checks/login.ts';
import { same, sh, start, that, until } from './guest.ts';
import { askDhcp, plugIn, stationsOf } from './home.ts';
import { internet, startIsp } from './isp.ts';
import { fetch } from './probes.ts';
import { moveFarEnd } from './wires.ts';

/** The device that a change is begun from. */
export const laptop = 'lan-host';

const asRoot = 'sudo -n env PATH=/run/current-system/sw/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The ISP answers, the devices are plugged in, the router has dialled and the laptop has its address. */
export async function liveThere(plan: RouterPlan, password: string): Promise<void> {
  await startIsp(plan, { password });
  for (const station of stationsOf(plan, [])) plugIn(station, plan);
  // nobody is in the third jack; the far end of its cable would be a jack of the router itself
  moveFarEnd(3, 'nobody');
  await dialUp(plan, 1500);
  askDhcp(laptop);
}

/** What naar says to somebody who comes over SSH. */
export function naarOverSsh(plan: RouterPlan, program: string, words: string): string {
  return logIn(laptop, plan, `${asRoot} ${program} ${words}`);
}

/** Begins a change over SSH, as a person at the laptop would; the connection may die of it. What is said goes to trial-NAME.log. */
export function beginTrial(plan: RouterPlan, program: string, name: string, words: string): void {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ServerAliveInterval=5']
    .map((option) => `-o ${option}`)
    .join(' ');
  sh(`rm -f /run/lab/trial-${name}.log`);
  start(
    `trial-${name}`,
    laptop,
    `ssh -i /lab/job/ssh-key ${options} ${plan.admin.user}@${plan.networks[0]!.ipv4.address} ${asRoot} ${program} ${words}`,
  );
}

/** Waits until a change that was begun is on trial and asks to be confirmed. Throws what naar said where it is not. */
export async function askedToConfirm(name: string): Promise<void> {
  await until(150, () => {
    const said = readFileSync(`/run/lab/trial-${name}.log`, 'utf8');
    that(/Keep it within|keeps the change/.test(said), said.slice(-1000));
    return true;
  });
}

/** The laptop reaches the Internet and the router by SSH, and the firewall is there. */
export function serves(plan: RouterPlan): boolean {
  same(fetch(laptop, `http://${internet.host4}/`), internet.customer, 'seen from');
  that(sh('nft list tables').includes('table inet fw'), 'the firewall is not loaded');
  same(logIn(laptop, plan, 'id -un'), plan.admin.user, 'who logs in');
  return true;
}

/** The system that runs. */
export function running(): string {
  return sh('readlink /run/current-system').trim();
}

/** Whether no change waits. */
export function settled(): boolean {
  return sh('[ -e /var/lib/naar/pending ] && echo waits; true').trim() === '';
}
