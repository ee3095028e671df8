import { readFileSync } from 'node:fs';
import { check, finish, sh } from './guest.ts';

/** Runs the checks that the job names, then ends. */
const name = readFileSync('/lab/job/scenario', 'utf8').trim();
const began = process.uptime();
console.log(
  `LAB: ${name} starts ${readFileSync('/proc/uptime', 'utf8').split(' ')[0]} s after the kernel, node took ${began.toFixed(1)} s`,
);
try {
  const { run } = (await import(`./${name}.ts`)) as { readonly run: () => Promise<void> };
  await run();
} catch (failure) {
  await check('the checks ran to their end', () => {
    throw failure;
  });
}
// the last lines of the journal are on their way to the host
sh('sleep 2');
finish();
