import { existsSync } from 'node:fs';
import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { check, keepFile, same, sh, that, until } from '../../guest/guest.ts';
import { password } from '../../guest/password.ts';
import { liveThere, running, serves, settled } from '../../guest/trial.ts';

/** The router serves a home; then somebody at the other end of the serial line is let in, and ends when they say so. */
export async function run(plan: RouterPlan): Promise<void> {
  await liveThere(plan, password);
  await check('before: line, LAN, firewall and SSH serve', () => until(60, () => serves(plan)));
  const before = files();
  // what `wall` goes by
  sh('touch /run/utmp; systemctl start lab-getty.service');
  keepFile('login.txt', 'there');
  const ran = [running()];
  await until(1000, () => {
    const now = running();
    if (now !== ran.at(-1)) ran.push(now);
    return existsSync('/run/lab/all-said');
  });
  await check('meanwhile: each trial was another system, and each way back the first one', () => {
    const names = ran.map((system) => system.replace(/.*-/, ''));
    same(names, ['router', 'well', 'router', 'well', 'router'], 'what ran');
  });
  await check('afterwards: the first router runs and starts, with its own files, and nothing waits', () => {
    that(settled(), 'a change waits');
    same(running(), '/nix/store/lab-system-router', 'what runs');
    same(sh('cat /lab/boots').trim(), '/nix/store/lab-system-router', 'what starts');
    same(files(), before, 'files and secrets');
  });
  await check('afterwards: the laptop is served', () => until(60, () => serves(plan)));
  keepFile('activations.txt', sh('tail -n 100 /var/lib/naar/history/*/activate.log; true'));
}

/** Digest of everything that a change may touch. */
function files(): string {
  return sh('cd / && find etc/nixos etc/naar -type f | sort | xargs sha256sum; readlink /nix/var/nix/profiles/system');
}
