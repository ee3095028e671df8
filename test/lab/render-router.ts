import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { openMachine } from '../../src/system/machines.ts';
import { projectRoot } from './image.ts';
import type { Job, JobFile } from './pack-job.ts';
import type { RouterSource } from './scenario.ts';

/** A router as naar writes it: its plan, the folder of its files, and its secrets as files of the guest. */
export type RenderedRouter = { readonly plan: RouterPlan; readonly files: string; readonly secrets: Job };

/**
 * Renders a router by the bundled naar, as its user would. `work` is emptied first and keeps the answers and the files
 * for whoever reads a failure. Throws what naar complains about.
 */
export async function renderRouter(source: RouterSource, scenario: string, work: string): Promise<RenderedRouter> {
  const answers = Object.entries(source.instead ?? {}).reduce(
    (words, [old, lab]) => replaced(words, old, lab),
    answersOf(source, scenario),
  );
  rmSync(work, { recursive: true, force: true });
  const files = join(work, 'out');
  mkdirSync(files, { recursive: true });
  writeFileSync(join(work, 'answers.yaml'), answers);
  for (const [name, secret] of Object.entries(source.secrets ?? {}))
    writeFileSync(join(work, name), secret, { mode: 0o600 });
  render(join(work, 'answers.yaml'), files, source);
  return { plan: await planOf(answers, source.machine), files, secrets: secretFiles(join(files, 'secrets')) };
}

function answersOf({ answers }: RouterSource, scenario: string): string {
  if (typeof answers === 'object') return answers.text;
  const folder = answers === undefined ? scenario : join(projectRoot, 'test', 'scenarios', answers);
  return readFileSync(join(folder, 'answers.yaml'), 'utf8');
}

/** A text that is not there would leave the scenario as it was, in silence. */
function replaced(words: string, old: string, lab: string): string {
  if (!words.includes(old)) throw new Error(`The answers do not hold "${old}", which the lab replaces.`);
  return words.replaceAll(old, lab);
}

function render(answers: string, out: string, { machine, environment }: RouterSource): void {
  const naar = join(projectRoot, 'dist', 'naar.mjs');
  const words = ['render', '--answers', answers, '--out', out, '--with-secrets', '--force', '--machine', machine];
  const run = spawnSync(process.execPath, [naar, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  if (run.status !== 0) throw new Error(`naar render: ${run.stderr}`);
}

async function planOf(text: string, machine: string): Promise<RouterPlan> {
  const facts = await probeFacts(await openMachine(machine));
  const { answers } = checkAnswers(text, facts, { where: 'render' });
  if (answers === null) throw new Error('naar render took these answers and check does not.');
  return planRouter(facts, answers);
}

function secretFiles(folder: string): Job {
  const files = names(folder).map((name): [string, JobFile] => [
    `root/etc/naar/secrets/${name}`,
    { content: readFileSync(join(folder, name)), mode: 0o600 },
  ]);
  return Object.fromEntries(files);
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
