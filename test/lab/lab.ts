import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildImage } from './image.ts';
import { bundle, playAll } from './play.ts';
import type { Kernel } from './qemu.ts';
import { writeReport } from './report.ts';
import { type FoundScenario, findScenarios } from './scenario.ts';

/**
 * npm run lab [-- SCENARIO …]: runs the virtual box, prints a line for each check and writes out/lab.json and
 * out/lab.md. Exit status 1 where anything failed, 2 for a scenario or an option that nobody has.
 */
const usage = `npm run lab -- [--quick | --all | --list | SCENARIO ...] [--kernel stable|new] [--at-once N] [--again N]
  --all      every scenario (the same as no word at all)
  --quick    those that every change is tried with
  --list     their names
  --kernel   new is the one of Debian's backports
  --at-once  how many virtual boxes run side by side; 1 unless said
  --again    how often a scenario that failed is played again, for a host whose clock stumbles; 0 unless said`;

// an exit ends the virtual boxes too, a signal alone would leave them
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const scenarios = await findScenarios();
const { wanted, kernel, atOnce, again } = chosen();

bundle();
const image = buildImage();
if (kernel === 'new' && !existsSync(join(image.guest, 'vmlinuz-new'))) {
  console.error(`The guest has no newer kernel: Debian's backports had none when it was built (${image.guest}).`);
  process.exit(1);
}
const results = await playAll(image, kernel, wanted, { atOnce, again });
const table = writeReport(results);
const failed = results.filter(({ ok }) => !ok).length;
console.log(`\n${results.length - failed} passed, ${failed} failed; the table is ${table}`);
process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;

type Choice = {
  readonly wanted: readonly FoundScenario[];
  readonly kernel: Kernel;
  readonly atOnce: number;
  readonly again: number;
};

function chosen(): Choice {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean' },
        all: { type: 'boolean' },
        list: { type: 'boolean' },
        kernel: { type: 'string', default: 'stable' },
        'at-once': { type: 'string', default: '1' },
        again: { type: 'string', default: '0' },
      },
    });
    if (values.list === true) {
      for (const { name, title, quick } of scenarios) console.log(`${name}${quick ? ' (quick)' : ''}: ${title}`);
      process.exit(0);
    }
    const { kernel, 'at-once': atOnce, again } = values;
    if (kernel !== 'stable' && kernel !== 'new') throw new Error(`There is no kernel ${kernel}: stable or new.`);
    if (!/^[1-9]$/.test(atOnce)) throw new Error(`--at-once takes a number from 1 to 9, not ${atOnce}.`);
    if (!/^[0-9]$/.test(again)) throw new Error(`--again takes a number from 0 to 9, not ${again}.`);
    return { kernel, atOnce: Number(atOnce), again: Number(again), wanted: named(positionals, values.quick === true) };
  } catch (mistake) {
    console.error(`${mistake instanceof Error ? mistake.message : mistake}\n${usage}`);
    process.exit(2);
  }
}

function named(names: readonly string[], quick: boolean): readonly FoundScenario[] {
  const all = scenarios.map(({ name }) => name);
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  if (names.length > 0) return scenarios.filter(({ name }) => names.includes(name));
  return quick ? scenarios.filter((scenario) => scenario.quick) : scenarios;
}
