import { existsSync, readFileSync } from 'node:fs';
import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { check, finish, keepState, sh } from './guest.ts';

/** Runs what must hold in the scenario that the job names, then ends. */
const name = readFileSync('/lab/job/scenario', 'utf8').trim();
const began = process.uptime();
console.log(
  `LAB: ${name} starts ${readFileSync('/proc/uptime', 'utf8').split(' ')[0]} s after the kernel, node took ${began.toFixed(1)} s`,
);
try {
  const { run } = (await import(`../scenarios/${name}/holds.ts`)) as {
    readonly run: (plan: RouterPlan | null) => Promise<void>;
  };
  await run(
    existsSync('/lab/job/plan.json') ? (JSON.parse(readFileSync('/lab/job/plan.json', 'utf8')) as RouterPlan) : null,
  );
} catch (failure) {
  await check('the checks ran to their end', () => {
    throw failure;
  });
}
keepState();
// the last lines of the journal are on their way to the host
sh('sleep 2');
finish();
