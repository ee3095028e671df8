import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { probeFacts } from '../src/facts/probe-facts.ts';
import { checkAnswers } from '../src/interview/check.ts';
import { planRouter } from '../src/plan/plan-router.ts';
import { renderFiles } from '../src/render/render-files.ts';
import { openMachine } from '../src/system/machines.ts';
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

describe('the examples, on every machine that has their jacks, for every release', () => {
  const examples = join(import.meta.dirname, '..', 'assets', 'examples');
  const machines: Record<string, readonly string[]> = {
    'edpnet.yaml': ['apu2', 'apu3', 'apu4'],
    'flat-dhcp.yaml': ['apu2', 'apu3', 'apu4'],
    'minimal.yaml': ['apu2', 'apu3', 'apu4'],
  };
  const cases = Object.entries(machines).flatMap(([file, names]) =>
    names.flatMap((machine) => releases.map((release) => [file, machine, release] as const)),
  );

  it('are the ones this test knows', () => {
    expect(
      readdirSync(examples)
        .filter((file) => file.endsWith('.yaml'))
        .sort(),
    ).toEqual(Object.keys(machines).sort());
    const shared = join(import.meta.dirname, '..', '..', 'shared', 'examples');
    if (!existsSync(shared))
      return console.log('../shared is not here: the examples are not compared with their originals.');
    for (const file of Object.keys(machines)) {
      expect(readFileSync(join(examples, file), 'utf8')).toBe(readFileSync(join(shared, file), 'utf8'));
    }
  });

  it.each(cases)('%s on %s, NixOS %s', async (file, machine, release) => {
    const answers = withRelease(readFileSync(join(examples, file), 'utf8'), release);
    expect(await judgeRouter(written(await rendered(answers, machine), 'example'), release)).toEqual([]);
  });
});
