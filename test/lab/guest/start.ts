import { readFileSync } from 'node:fs';
import { check, finish, keepFile, sh } from './guest.ts';

/** Runs the checks that the job names, then keeps the journal and ends. */
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
keepFile('journal.txt', sh('journalctl -b --no-pager -o short-monotonic'));
finish();
