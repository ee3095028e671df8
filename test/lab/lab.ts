import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildImage, projectRoot } from './image.ts';
import { jobOf } from './job.ts';
import { type CheckResult, writeReport } from './report.ts';
import { type FoundScenario, findScenarios } from './scenario.ts';
import { type GuestLine, type Kernel, runGuest } from './vm.ts';

/**
 * npm run lab [-- SCENARIO …]: runs the virtual box, prints a line for each check and writes out/lab.json and
 * out/lab.md. Exit status 1 where anything failed, 2 for a scenario or an option that nobody has.
 */
const usage = `npm run lab -- [--quick | --all | --list | SCENARIO ...] [--kernel stable|new]
  --all     every scenario (the same as no word at all)
  --quick   those that every change is tried with
  --list    their names
  --kernel  new is the one of Debian's backports`;

const scenarios = await findScenarios();
const { wanted, kernel } = chosen();

bundle();
const image = buildImage();
if (kernel === 'new' && !existsSync(join(image.guest, 'vmlinuz-new')))
  throw new Error(`The guest has no newer kernel: Debian's backports had none when it was built (${image.guest}).`);
const results: CheckResult[] = [];
for (const scenario of wanted) results.push(...(await play(scenario)));
writeReport(results);
const failed = results.filter(({ ok }) => !ok).length;
console.log(`\n${results.length - failed} passed, ${failed} failed; the table is ${shown('out', 'lab.md')}`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;

function chosen(): { readonly wanted: readonly FoundScenario[]; readonly kernel: Kernel } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        all: { type: 'boolean' },
        list: { type: 'boolean' },
        kernel: { type: 'string', default: 'stable' },
      },
    });
    if (values.list === true) {
      for (const { name, title, quick } of scenarios) console.log(`${name}${quick ? ' (quick)' : ''}: ${title}`);
      process.exit(0);
    }
    const unknown = positionals.filter((word) => !scenarios.some(({ name }) => name === word));
    if (unknown.length > 0)
      throw new Error(
        `There is no scenario ${unknown.join(', ')}. There are: ${scenarios.map(({ name }) => name).join(', ')}.`,
      );
    const { kernel } = values;
    if (kernel !== 'stable' && kernel !== 'new') throw new Error(`There is no kernel ${kernel}: stable or new.`);
    if (positionals.length > 0) return { kernel, wanted: scenarios.filter(({ name }) => positionals.includes(name)) };
    return { kernel, wanted: values.quick === true ? scenarios.filter(({ quick }) => quick) : scenarios };
  } catch (mistake) {
    console.error(`${mistake instanceof Error ? mistake.message : mistake}\n${usage}`);
    process.exit(2);
  }
}

async function play(scenario: FoundScenario): Promise<readonly CheckResult[]> {
  console.log(`\n${scenario.name}: ${scenario.title}`);
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
    const run = await runGuest(image, kernel, await jobOf(scenario), folder, scenario.limit, hear);
    const how = {
      finished: '',
      timeout: `it was ended after ${scenario.limit} s`,
      died: 'it stopped before its last check',
    };
    note('the virtual box came to its end', run.ended === 'finished', how[run.ended] || `${run.seconds} s`);
  } catch (failure) {
    note('the virtual box started', false, failure instanceof Error ? failure.message : String(failure));
  }
  if (checks.some(({ ok }) => !ok)) console.log(`  Logs of this run: ${shown('.lab', 'runs', scenario.name)}`);
  return checks;
}

function shown(...path: readonly string[]): string {
  return relative(process.cwd(), join(projectRoot, ...path));
}

/** The guest runs naar as one file: the one of the present source. */
function bundle(): void {
  const build = spawnSync(process.execPath, [join(projectRoot, 'scripts', 'build.ts')], { stdio: 'inherit' });
  if (build.status !== 0) throw new Error('naar could not be bundled; the reason is above.');
}
