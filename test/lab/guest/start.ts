import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { check, finish, goOn, keepState, sh } from './guest.ts';

/** Runs what must hold in the scenario that the job names, then ends; or starts the box again, where there is more to check then. */
type Holds = (plan: RouterPlan | null) => Promise<void>;

const name = readFileSync('/lab/job/scenario', 'utf8').trim();
const start = Number(readFileSync('/lab/starts', 'utf8'));
console.log(
  `LAB: ${name} starts ${readFileSync('/proc/uptime', 'utf8').split(' ')[0]} s after the kernel, node took ${process.uptime().toFixed(1)} s`,
);
let more = false;
try {
  const { run, boots = [run] } = (await import(`../scenarios/${name}/holds.ts`)) as {
    readonly run: Holds;
    readonly boots?: readonly Holds[];
  };
  more = start < boots.length;
  const plan = existsSync('/lab/job/plan.json')
    ? (JSON.parse(readFileSync('/lab/job/plan.json', 'utf8')) as RouterPlan)
    : null;
  await boots[start - 1]?.(plan);
} catch (failure) {
  await check('the checks ran to their end', () => {
    throw failure;
  });
}
keepState(start === 1 ? '' : `start-${start}-`);
// the last lines of the journal are on their way to the host
sh('sleep 2');
if (more) {
  goOn();
  writeFileSync('/run/lab-starts-again', '');
  sh('systemctl reboot');
  // systemd ends this program
  setInterval(() => {}, 1000);
} else {
  finish();
  // programs that still speak for devices would keep this one alive
  process.exit();
}
