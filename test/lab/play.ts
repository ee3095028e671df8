import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type LabImage, projectRoot } from './image.ts';
import { jobOf } from './job.ts';
import type { Kernel } from './qemu.ts';
import { type CheckResult, shownPath } from './report.ts';
import type { FoundScenario } from './scenario.ts';
import { sitDown } from './sit-down.ts';
import { type GuestLine, runGuest } from './vm.ts';

/**
 * Plays scenarios, several side by side where told so, and gives every check in the order of the scenarios. One that
 * failed is played `again` so often; the last time counts, and all of them are printed.
 */
export async function playAll(
  image: LabImage,
  kernel: Kernel,
  scenarios: readonly FoundScenario[],
  { atOnce, again }: { readonly atOnce: number; readonly again: number },
): Promise<readonly CheckResult[]> {
  const waiting = [...scenarios];
  const results = new Map<string, readonly CheckResult[]>();
  const work = async () => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      let checks = await play(image, kernel, scenario, atOnce > 1);
      for (let tries = 0; tries < again && checks.some(({ ok }) => !ok); tries += 1) {
        console.log(`${scenario.name} failed and is played again`);
        checks = await play(image, kernel, scenario, atOnce > 1);
      }
      results.set(scenario.name, checks);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return scenarios.flatMap(({ name }) => results.get(name) ?? []);
}

/** naar as one file, which the guest runs: the one of the present source. */
export function bundle(): void {
  const build = spawnSync(process.execPath, [join(projectRoot, 'scripts', 'build.ts')], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('naar could not be bundled; the reason is above.');
}

async function play(
  image: LabImage,
  kernel: Kernel,
  scenario: FoundScenario,
  amongOthers: boolean,
): Promise<readonly CheckResult[]> {
  const { name: which, title, limit, boots, disks } = scenario;
  const say = (line: string) => console.log(amongOthers ? `${which}: ${line}` : line);
  say(amongOthers ? title : `\n${which}: ${title}`);
  const folder = join(projectRoot, '.lab', 'runs', which);
  const checks: CheckResult[] = [];
  const note = (name: string, ok: boolean, detail: string) => {
    checks.push({ scenario: which, kernel, name, ok, detail });
    say(`  ${ok ? 'ok  ' : 'FAIL'} ${name}${detail === '' ? '' : `: ${ok ? detail.slice(0, 160) : detail}`}`);
  };
  const sitting = sitDown(scenario, folder, note);
  const hear = (line: GuestLine) => {
    if (line.kind === 'check') note(line.name, line.ok, line.detail);
    if (line.kind === 'file') sitting?.told(line.name, line.text);
  };
  try {
    const job = await jobOf(scenario);
    const { line, stop } = sitting ?? {};
    const run = await runGuest(image, { kernel, job, folder, limit, boots, disks, line, stop }, hear);
    await sitting?.gone();
    const how = {
      finished: '',
      timeout: `it was ended after ${limit} s`,
      died: 'it stopped before its last check',
    };
    if (disks?.some(({ filled }) => filled))
      note('the other disk is byte for byte as before', run.touched.length === 0, run.touched.join(', '));
    note('the virtual box came to its end', run.ended === 'finished', how[run.ended] || `${run.seconds} s`);
  } catch (failure) {
    note('the virtual box started', false, failure instanceof Error ? failure.message : String(failure));
  }
  if (checks.some(({ ok }) => !ok)) say(`  Logs of this run: ${shownPath('.lab', 'runs', which)}`);
  return checks;
}
