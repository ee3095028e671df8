import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './image.ts';

/** How one check of one scenario went; `detail` is its reason or what it saw. */
export type CheckResult = {
  readonly scenario: string;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
};

/** Writes out/lab.json for programs and out/lab.md for people. */
export function writeReport(results: readonly CheckResult[]): void {
  const out = join(projectRoot, 'out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'lab.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(out, 'lab.md'), table(results));
}

function table(results: readonly CheckResult[]): string {
  const rows = results.map(
    ({ scenario, name, ok, detail }) =>
      `| ${scenario} | ${cell(name)} | ${ok ? 'ok' : '**failed**'} | ${cell(detail)} |`,
  );
  return ['| scenario | check | result | seen |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function cell(words: string): string {
  const line = words.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
