import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, inside, keepFile, naar, same, sh, that, until } from '../../guest/guest.ts';
import { internet } from '../../guest/isp.ts';
import { password } from '../../guest/password.ts';
import { fetch } from '../../guest/probes.ts';
import {
  askedToConfirm,
  beginTrial,
  laptop,
  liveThere,
  naarOverSsh,
  running,
  serves,
  settled,
} from '../../guest/trial.ts';

/** Seconds that a change has to be confirmed in; the least that naar takes. */
const within = 120;

export const boots = [cutOff, restarted];

/** Changes that cut somebody off, a wizard that is killed, and a change that waits when the box restarts. */
async function cutOff(plan: RouterPlan): Promise<void> {
  await liveThere(plan, password);
  const before = files();
  await check('before: line, LAN, firewall and SSH serve', () => until(60, () => serves(plan)));
  await takenBack(plan, before, 'no-line', 'the Internet is not reached', () =>
    fails(() => fetch(laptop, `http://${internet.host4}/`)),
  );
  await takenBack(plan, before, 'no-lan', 'the laptop does not reach the router', () =>
    fails(() => inside(laptop, `ping -c 1 -W 2 ${plan.networks[0]!.ipv4.address}`)),
  );
  await takenBack(plan, before, 'no-firewall', 'the switch fails', () =>
    /no ruleset|status 4|failed/.test(sh('cat /var/lib/naar/pending/activate.log; true')),
  );
  await takenBack(plan, before, 'no-ssh', 'SSH is shut', () =>
    fails(() => inside(laptop, `timeout 5 bash -c 'exec 3<>/dev/tcp/${plan.networks[0]!.ipv4.address}/22'`)),
  );
  await takenBack(plan, before, 'well', 'its wizard was killed', () => {
    // the shell that says so has the words in its own arguments
    sh("pkill -9 -f 'naar.mjs reconfigur[e]'; true");
    return true;
  });
  reconfigure(plan, 'well', 3600);
  await check('waiting at a restart: the change is on trial', () => until(120, () => runs('well')));
  sh('cp -a /etc/nixos /lab/tried; sync');
}

/** The second start: the earlier router is back with its files; then a change that is confirmed stays. */
async function restarted(plan: RouterPlan): Promise<void> {
  await liveThere(plan, password);
  await check('waiting at a restart: the earlier router starts, with its own files', () =>
    until(60, () => {
      that(serves(plan) && runs('router'), 'the router does not serve');
      that(!sh('cat /etc/nixos/configuration.nix').includes('hostName = "well"'), 'the files are those of the trial');
      return settled();
    }),
  );
  reconfigure(plan, 'well', 240);
  await check('confirmed: from another SSH session, and it stays past its time', async () => {
    await askedToConfirm('well');
    const said = naarOverSsh(plan, naar, 'confirm');
    same(sh('cat /lab/boots').trim(), '/nix/store/lab-system-well', 'what starts from now on');
    sh('sleep 250', 300);
    that(runs('well') && serves(plan) && settled(), 'it did not stay');
    return said.split('\n').at(-1) ?? '';
  });
  keepFile('trial-well.txt', sh('cat /run/lab/trial-well.log'));
}

function reconfigure(plan: RouterPlan, name: string, seconds: number): void {
  const words = `reconfigure --answers /lab/job/answers/${name}.yaml --yes --confirm-within ${seconds / 60}m`;
  beginTrial(plan, naar, name, words);
}

/** A change does harm, and nobody confirms it: everything serves again within the time promised. */
async function takenBack(
  plan: RouterPlan,
  before: string,
  name: string,
  harm: string,
  harmed: () => boolean,
): Promise<void> {
  await check(`${name}: ${harm}, and the earlier router comes back by itself`, async () => {
    reconfigure(plan, name, within);
    await until(120, () => runs(name));
    const began = Date.now();
    await until(60, harmed);
    // the switch itself takes minutes here, there and back
    await until(3 * within, settled);
    const settledAt = Date.now();
    await until(120, () => runs('router') && serves(plan));
    same(files(), before, 'files and secrets');
    const seconds = (to: number) => Math.round((to - began) / 1000);
    return `${within} s on trial; taken back ${seconds(settledAt)} s after the switch began, all serves after ${seconds(Date.now())} s; the rest is the switch under emulation`;
  });
  keepFile(`trial-${name}.txt`, sh(`cat /run/lab/trial-${name}.log; true`));
  keepFile(`activate-${name}.txt`, sh('cat /var/lib/naar/history/*/activate.log | tail -n 200; true'));
}

function runs(name: string): boolean {
  return running() === `/nix/store/lab-system-${name}`;
}

/** Digest of everything that a change may touch. */
function files(): string {
  return sh('cd / && find etc/nixos etc/naar -type f | sort | xargs sha256sum; readlink /nix/var/nix/profiles/system');
}

function fails(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}
