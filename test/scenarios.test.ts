import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { probeFacts, probeJacks } from '../src/facts/probe-facts.ts';
import { checkAnswers } from '../src/interview/check.ts';
import { planRouter } from '../src/plan/plan-router.ts';
import { renderFiles } from '../src/render/render-files.ts';
import { builtInMachines, openMachine } from '../src/system/machines.ts';
import { judgeRouter } from './nixos/judge-router.ts';

const folder = join(import.meta.dirname, 'scenarios');
const scenarios = readdirSync(folder).sort();
const work = mkdtempSync(join(tmpdir(), 'naar-scenarios-'));
afterAll(() => rmSync(work, { recursive: true }));

const releases = ['25.11', '26.05', '26.11'];

/** The same answers for another release. */
function withRelease(text: string, release: string): string {
  const file = parseDocument(text);
  file.setIn(['system', 'release'], release);
  file.deleteIn(['system', 'stateVersion']);
  return file.toString();
}

/** The same answers with the machine's own jacks, in their order, in the places of those that it lacks. */
async function onJacksOf(machine: string, text: string): Promise<string> {
  const jacks = await probeJacks(await openMachine(machine));
  const file = parseDocument(text);
  const labels = Object.keys((file.toJS() as { readonly ports: object }).ports);
  labels.forEach((label, index) => {
    file.setIn(['ports', label], { name: jacks[index]!.name });
  });
  return file.toString();
}

/** The files of a router, as `naar render` would write them. */
async function rendered(answersText: string, machine: string) {
  const facts = await probeFacts(await openMachine(machine));
  const { answers, problems } = checkAnswers(answersText, facts, { where: 'render' });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  return renderFiles(planRouter(facts, answers!));
}

function written(files: Awaited<ReturnType<typeof rendered>>, name: string): string {
  const directory = mkdtempSync(join(work, `${name}-`));
  for (const file of files) writeFileSync(join(directory, file.name), file.text, { mode: file.mode });
  return directory;
}

describe.each(scenarios)('%s', (name) => {
  const answers = readFileSync(join(folder, name, 'answers.yaml'), 'utf8');
  const machine = readFileSync(join(folder, name, 'machine'), 'utf8').trim();

  it('gives the expected files, twice the same', async () => {
    const files = await rendered(answers, machine);
    expect(await rendered(answers, machine)).toEqual(files);
    for (const file of files) {
      if (file.write === 'once') continue;
      await expect(file.text).toMatchFileSnapshot(join(folder, name, 'expect', file.name));
    }
    const expected = readdirSync(join(folder, name, 'expect')).sort();
    expect(expected).toEqual(
      files
        .filter((file) => file.write === 'always')
        .map((file) => file.name)
        .sort(),
    );
  });

  it.each(releases)(
    'gives files for NixOS %s that the real tools accept, with options of that release only',
    async (release) => {
      expect(await judgeRouter(written(await rendered(withRelease(answers, release), machine), name), release)).toEqual(
        [],
      );
    },
  );

  it('gives the same files from the answers.yaml that it leaves behind', async () => {
    const files = await rendered(answers, machine);
    const kept = files.find((file) => file.name === 'answers.yaml')!.text;
    expect(await rendered(kept, machine)).toEqual(files);
  });
});

describe('the examples, on every built-in machine, for every release', () => {
  const examples = join(import.meta.dirname, '..', 'assets', 'examples');
  const files = readdirSync(examples).filter((file) => file.endsWith('.yaml'));
  const text = (file: string) => readFileSync(join(examples, file), 'utf8');
  const cases = files.flatMap((file) => builtInMachines.map((machine) => [file, machine] as const));

  it('are those that were given with the task', () => {
    expect(files.sort()).toEqual(['edpnet.yaml', 'flat-dhcp.yaml', 'minimal.yaml']);
    const shared = join(import.meta.dirname, '..', '..', 'shared', 'examples');
    if (!existsSync(shared))
      return console.log('../shared is not here: the examples are not compared with their originals.');
    for (const file of files) expect(text(file)).toBe(readFileSync(join(shared, file), 'utf8'));
  });

  it.each(cases)('%s on %s: its jacks are there, or check says which are', async (file, machine) => {
    const facts = await probeFacts(await openMachine(machine));
    const errors = checkAnswers(text(file), facts, { where: 'render' }).problems.filter(
      ({ severity }) => severity === 'error',
    );
    // the N100 has other MACs, and an NVMe where enp1s0 would be
    if (machine !== 'n100') return expect(errors).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
    for (const { key, message, allowed } of errors) {
      expect(`${key}: ${message}`).toMatch(/^ports\.\w+\.(mac|name): This machine has no jack /);
      expect(allowed).toContain('enp2s0 (02:00:5e:00:00:01)');
    }
  });

  it.each(cases.flatMap(([file, machine]) => releases.map((release) => [file, machine, release] as const)))(
    '%s on %s, NixOS %s',
    async (file, machine, release) => {
      const answers = machine === 'n100' ? await onJacksOf(machine, text(file)) : text(file);
      const files = await rendered(withRelease(answers, release), machine);
      expect(await judgeRouter(written(files, 'example'), release)).toEqual([]);
    },
  );
});
