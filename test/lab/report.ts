import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectRoot } from './image.ts';
import type { Kernel } from './qemu.ts';

/** How one check of one scenario went; `detail` is its reason or what it saw. */
export type CheckResult = {
  readonly scenario: string;
  readonly kernel: Kernel;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
};

/**
 * Writes out/lab.json for programs and out/lab.md for people; gives the path of the latter. Scenarios that were not
 * played now stay as an earlier run left them.
 */
export function writeReport(results: readonly CheckResult[]): string {
  const out = join(projectRoot, 'out');
  const json = join(out, 'lab.json');
  mkdirSync(out, { recursive: true });
  const earlier = existsSync(json) ? (JSON.parse(readFileSync(json, 'utf8')) as readonly CheckResult[]) : [];
  const played = new Set(results.map(titleOf));
  const all = [...earlier.filter((result) => !played.has(titleOf(result))), ...results];
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(join(out, 'lab.md'), tables(all));
  return shownPath('out', 'lab.md');
}

function titleOf({ scenario, kernel }: CheckResult): string {
  return kernel === 'new' ? `${scenario}, newer kernel` : scenario;
}

/** A path of the project as a person sees it from where they stand. */
export function shownPath(...path: readonly string[]): string {
  return relative(process.cwd(), join(projectRoot, ...path));
}

/** One table that counts, and one for each scenario. */
function tables(results: readonly CheckResult[]): string {
  const names = [...new Set(results.map(titleOf))].sort();
  const of = (name: string) => results.filter((result) => titleOf(result) === name);
  const counted = names.map((name) => {
    const failed = of(name).filter(({ ok }) => !ok).length;
    return `| ${name} | ${of(name).length - failed} | ${failed === 0 ? '' : `**${failed}**`} |`;
  });
  const single = names.flatMap((name) => [
    '',
    `## ${name}`,
    '',
    '| check | result | seen |',
    '|---|---|---|',
    ...of(name).map((check) => `| ${cell(check.name)} | ${check.ok ? 'ok' : '**failed**'} | ${cell(check.detail)} |`),
  ]);
  return ['| scenario | passed | failed |', '|---|---:|---:|', ...counted, ...single, ''].join('\n');
}

function cell(words: string): string {
  const line = words.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
