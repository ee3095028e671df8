import { readFileSync } from 'node:fs';
import { probeFacts } from '../src/facts/probe-facts.ts';
import { checkAnswers } from '../src/interview/check.ts';
import { planRouter } from '../src/plan/plan-router.ts';
import { renderFiles } from '../src/render/render-files.ts';
import { openMachine } from '../src/system/machines.ts';

/**
 * One render in a process of its own, stage by stage, as scale.ts asks for it:
 * `node bench/stages.ts ANSWERS`. Prints milliseconds of CPU for each stage and
 * the bytes of configuration.nix as JSON.
 */
const text = readFileSync(process.argv[2]!, 'utf8');
const facts = await probeFacts(await openMachine('apu2'));
const check = timed(() => checkAnswers(text, facts, { where: 'render' }));
const { answers, problems } = check.value;
if (answers === null) throw new Error(problems.find(({ severity }) => severity === 'error')?.message);
const plan = timed(() => planRouter(facts, answers));
const render = timed(() => renderFiles(plan.value));
const configuration = render.value.find(({ name }) => name === 'configuration.nix')!;
console.log(
  JSON.stringify({
    check: check.cpu,
    plan: plan.cpu,
    render: render.cpu,
    bytes: Buffer.byteLength(configuration.text),
  }),
);

function timed<T>(stage: () => T): { readonly value: T; readonly cpu: number } {
  const before = process.cpuUsage();
  const value = stage();
  const { user, system } = process.cpuUsage(before);
  return { value, cpu: (user + system) / 1000 };
}
