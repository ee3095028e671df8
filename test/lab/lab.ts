import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { buildImage, projectRoot } from './image.ts';
import { type CheckResult, writeReport } from './report.ts';
import type { Scenario } from './scenario.ts';
import { edpnet } from './scenarios/edpnet.ts';
import { machine } from './scenarios/machine.ts';
import { type GuestLine, runGuest } from './vm.ts';

/**
 * npm run lab [-- SCENARIO …]: runs the virtual box, prints a line for each check and writes out/lab.json and
 * out/lab.md. Exit status 1 where anything failed, 2 for a scenario that nobody has.
 */
const scenarios: readonly Scenario[] = [machine, edpnet];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(', ')}. There are: ${scenarios.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

bundle();
const image = buildImage();
const results: CheckResult[] = [];
for (const scenario of wanted.length === 0 ? scenarios : scenarios.filter(({ name }) => wanted.includes(name)))
  results.push(...(await play(scenario)));
writeReport(results);
const failed = results.filter(({ ok }) => !ok).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;

async function play(scenario: Scenario): Promise<readonly CheckResult[]> {
  console.log(`\n${scenario.title}`);
  const folder = join(projectRoot, '.lab', 'runs', scenario.name);
  const checks: CheckResult[] = [];
  const note = (name: string, ok: boolean, detail: string) => {
    checks.push({ scenario: scenario.name, name, ok, detail });
    console.log(`  ${ok ? 'ok  ' : 'FAIL'} ${name}${detail === '' ? '' : `: ${ok ? detail.slice(0, 160) : detail}`}`);
  };
  const hear = (line: GuestLine) => {
    if (line.kind === 'check') note(line.name, line.ok, line.detail);
  };
  try {
    const run = await runGuest(image, await scenario.job(), folder, scenario.limit, hear);
    const how = {
      finished: '',
      timeout: `it was ended after ${scenario.limit} s`,
      died: 'it stopped before its last check',
    };
    note('the virtual box came to its end', run.ended === 'finished', how[run.ended] || `${run.seconds} s`);
  } catch (failure) {
    note('the virtual box started', false, failure instanceof Error ? failure.message : String(failure));
  }
  if (checks.some(({ ok }) => !ok)) console.log(`  Logs of this run: ${relative(process.cwd(), folder)}`);
  return checks;
}

/** The guest runs naar as one file: the one of the present source. */
function bundle(): void {
  const build = spawnSync(process.execPath, [join(projectRoot, 'scripts', 'build.ts')], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('naar could not be bundled; the reason is above.');
}
