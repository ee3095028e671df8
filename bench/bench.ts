import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { measureBundle } from './bundle.ts';
import { measureRules } from './rules.ts';
import { measureScale } from './scale.ts';
import { measureScreens } from './screen/screen.ts';
import { measureStart } from './start.ts';
import { type Aim, type Part, tableMarkdown, tableText } from './table.ts';

/**
 * What naar costs, as tables of ratios: `npm run bench`, or `npm run bench -- start`
 * for one part. No figure makes it fail; it fails where something that it measures
 * does not work. The tables are also left in out/bench.md.
 */
const parts: Record<string, () => Part | Promise<Part>> = {
  start: measureStart,
  screen: measureScreens,
  scale: measureScale,
  rules: measureRules,
  bundle: measureBundle,
};

const root = new URL('..', import.meta.url).pathname;
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  console.error(`The bench has no part "${unknown}". Its parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

execFileSync(process.execPath, [`${root}scripts/build.ts`], { stdio: ['ignore', 'ignore', 'inherit'] });
const where = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${cpus().length} CPUs (${cpus()[0]?.model.trim()}), kernel ${release()}, Node ${process.version}`;
console.log(`${where}\n`);
const markdown: string[] = [`Measured ${where}.`, ''];
const aims: Aim[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    const part = await measure();
    console.log(part.tables.map(tableText).join('\n'));
    markdown.push(...part.tables.map(tableMarkdown));
    aims.push(...part.aims);
  } catch (error) {
    // the other parts have something to say all the same
    process.exitCode = 1;
    console.error(`The part "${name}" does not work. ${error instanceof Error ? error.message : error}\n`);
    markdown.push(`The part "${name}" did not work.`, '');
  }
}
const lines = aims.map(({ text, measured, holds }) => `${holds ? 'holds ' : 'MISSED'}  ${text}: ${measured}`);
console.log(lines.join('\n'));
markdown.push(
  ...aims.map(({ text, measured, holds }) => `- ${holds ? 'holds' : '**missed**'}: ${text} (${measured})`),
  '',
);
mkdirSync(`${root}out`, { recursive: true });
writeFileSync(`${root}out/bench.md`, markdown.join('\n'));
console.log('\nThe same tables in Markdown: out/bench.md');
