import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { probeFacts } from '../../src/facts/probe-facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { draftText } from '../../src/interview/questions/draft-text.ts';
import { openSession } from '../../src/interview/questions/open-session.ts';
import type { Question } from '../../src/interview/questions/question.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { renderFiles } from '../../src/render/render-files.ts';
import { seal } from '../../src/render/seal.ts';
import { draftDirectory } from '../../src/steps/draft-file.ts';
import { openMachine } from '../../src/system/machines.ts';
import { realSystem } from '../../src/system/real.ts';
import type { Ui } from '../../src/ui/choose-ui.ts';
import { type Typed, walk } from '../interview/questions/walker.ts';
import { onPty, type Pty, sane } from '../pty/pty.ts';
import { keysFor } from './typist.ts';

const root = join(import.meta.dirname, '..', '..');
const scenarios = join(root, 'test', 'scenarios');
const work = mkdtempSync(join(tmpdir(), 'naar-wizard-'));
const program = join(work, 'naar.mjs');
/** Typed for each secret: it must be in no file but its own. */
const planted = 'Planted-7f3a pa$$"word';

beforeAll(async () => {
  await bundle(join(root, 'src', 'main.ts'), program);
});
afterAll(() => rmSync(work, { recursive: true }));

/** A machine of this test's own, so that its drafts are nobody else's. */
function machineFor(name: string, built: string): string {
  const folder = join(work, name);
  execFileSync(process.execPath, [join(root, 'src', 'main.ts'), 'record', folder, '--machine', built], {
    stdio: 'ignore',
  });
  return folder;
}

type Said = { readonly question: Question; readonly value: string | readonly string[] };

/** What a person types in the whole interview, question by question, and the files that must come of it. */
async function conversation(scenario: string, machine: string) {
  const facts = await probeFacts(await openMachine(machine));
  const typed = JSON.parse(readFileSync(join(scenarios, scenario, 'typed.json'), 'utf8')) as Typed;
  const secrets = Object.keys(typed).filter((id) => /password$/.test(id));
  const { session } = openSession({ facts, mode: 'install', bench: true, seen: [], text: null, accepted: [] });
  const {
    turns,
    asked,
    session: end,
  } = walk(session, {
    ...typed,
    ...Object.fromEntries(secrets.map((id) => [id, planted])),
    'disk.erase': facts.disks.map(({ path }) => path.replace('/dev/', '')),
  });
  const said = turns.flatMap(({ value, refused }, index): Said[] =>
    refused === null ? [{ question: asked[index]!, value }] : [],
  );
  const { answers } = checkAnswers(draftText(end.draft), facts, { where: 'render' });
  const files = renderFiles(planRouter(facts, answers!)).map(
    ({ name, text, write }) => [name, write === 'always' ? seal(text) : text] as const,
  );
  return { said, files: new Map(files) };
}

/** Types the answers, one question after the other, giving the program time to show each. */
async function type(pty: Pty, ui: Ui, said: readonly Said[]): Promise<void> {
  for (const { question, value } of said) {
    // prompts are made anew for each question, and lose what is typed before they are there
    if (ui === 'lines') {
      expect(await shows(pty, question.title), question.id).toBe(true);
      if (question.kind === 'live') expect(await shows(pty, 'Your choice:'), question.id).toBe(true);
    }
    await pty.pump(ui === 'lines' ? 0.3 : 0.2);
    const keys = keysFor(ui, question, value);
    const narrows = question.kind === 'choice' && question.search && value !== '';
    if (ui === 'lines' && (narrows || question.kind === 'secret')) {
      // a prompt looks its list through before it takes Enter, and a password is asked for twice
      for (const part of keys.split(/(\r)/)) {
        await pty.type(part);
        await pty.pump(0.5);
      }
    } else await pty.type(keys);
  }
}

let seen = 0;
async function shows(pty: Pty, title: string): Promise<boolean> {
  for (let tries = 0; tries < 300; tries += 1) {
    const at = (await pty.output()).indexOf(title, seen);
    if (at >= 0) {
      seen = at + title.length;
      return true;
    }
    await pty.pump(0.1);
  }
  return false;
}

async function start(ui: Ui, machine: string): Promise<Pty> {
  seen = 0;
  const env = { TERM: 'vt220', NAAR_TEST: '1' };
  return onPty([process.execPath, program, '--machine', machine, '--ui', ui], { env, answer: [24, 80] });
}

describe.each(['tui', 'lines', 'plain'] as const)('%s', (ui) => {
  // at prompts each question takes a second: two of the four will do there
  it.each(['edpnet', 'minimal', ...(ui === 'lines' ? [] : ['static-guest-apu3', 'flat-dhcp'])])(
    'walks %s by typed keys to the files of the answers',
    async (scenario) => {
      const built = readFileSync(join(scenarios, scenario, 'machine'), 'utf8').trim();
      const { said, files } = await conversation(scenario, built);
      const out = join(work, `${ui}-${scenario}-out`);
      const pty = await start(ui, machineFor(`${ui}-${scenario}`, built));
      try {
        await type(pty, ui, said);
        if (ui === 'lines') expect(await shows(pty, 'Into which directory')).toBe(true);
        await pty.pump(0.3);
        await pty.type(ui === 'plain' ? `${out}\n` : `\x15${out}\r`);
        expect(await pty.ended(60), await tail(pty)).toBe(0);
        expect(await pty.flags()).toMatchObject(sane);
      } finally {
        pty.close();
      }
      for (const [name, text] of files) expect(readFileSync(join(out, name), 'utf8'), name).toBe(text);
      expect(leaks(out)).toEqual(secretNames(said));
    },
    240_000,
  );
});

describe('killed at any question and started again', () => {
  it.each(['SIGKILL', 'SIGHUP'] as const)(
    '%s: no answer is lost but the secrets, the terminal is sane, no secret is on disk',
    async (signal) => {
      const { said } = await conversation('edpnet', 'apu2');
      const folder = machineFor(`killed-${signal}`, 'apu2');
      const directory = draftDirectory(realSystem(), process.getuid!(), folder);
      const points = said
        .map((_, index) => index)
        .filter((index) => index > 1 && index % 3 === (signal === 'SIGHUP' ? 0 : 1));
      expect(points.length).toBeGreaterThan(8);
      for (const point of points) {
        rmSync(directory, { recursive: true, force: true });
        const pty = await start('tui', folder);
        try {
          await type(pty, 'tui', said.slice(0, point));
          await settled(directory, point);
          await pty.signal(signal);
          await pty.ended(10);
          await expect.poll(async () => pty.flags(), { timeout: 10_000 }).toMatchObject(sane);
        } finally {
          pty.close();
        }
        const draft = readFileSync(join(directory, 'draft.yaml'), 'utf8');
        expect(draft).not.toContain(planted);
        expect(statSync(join(directory, 'draft.yaml')).mode & 0o777).toBe(0o600);
        const { session } = openSession({
          facts: await probeFacts(await openMachine('apu2')),
          mode: 'install',
          bench: true,
          seen: [],
          text: draft,
          accepted: JSON.parse(readFileSync(join(directory, 'progress.json'), 'utf8')).accepted,
        });
        const given = new Set(said.slice(0, point).map(({ question }) => question.id));
        const { turns } = walk(session, {
          ...restOf(said, point),
          'system.admin.password': planted,
          'wan.pppoe.password': planted,
          'disk.erase': ['sda', 'mmcblk0'],
        });
        const again = turns
          .map(({ id }) => id)
          .filter(
            (id) =>
              given.has(id) &&
              !/password$|^dial$|^disk\.erase$|^(networks|devices|forwards|system\.admin\.sshKeys)(\.|$)/.test(id),
          );
        expect(again, `after ${said[point]?.question.id}`).toEqual([]);
      }
    },
    600_000,
  );
});

/** What is still to be typed, by question. */
function restOf(said: readonly Said[], point: number): Typed {
  const rest: Record<string, string[]> = {};
  for (const { question, value } of said.slice(point)) {
    rest[question.id] ??= [];
    rest[question.id]!.push(...(typeof value === 'string' ? [value] : value));
  }
  return rest;
}

/** The draft holds what was typed so far: it is written after each answer, before the next question. */
async function settled(directory: string, answers: number): Promise<void> {
  let last = '';
  let same = 0;
  for (let tries = 0; tries < 200 && same < 6; tries += 1) {
    const now = existsSync(join(directory, 'progress.json'))
      ? readFileSync(join(directory, 'progress.json'), 'utf8') + readFileSync(join(directory, 'draft.yaml'), 'utf8')
      : '';
    same = now === last && now !== '' ? same + 1 : 0;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(last, `a draft after ${answers} answers`).not.toBe('');
}

/** Files below a directory that hold the planted password. */
function leaks(directory: string): readonly string[] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return files
    .filter(
      (name) =>
        statSync(join(directory, name)).isFile() &&
        readFileSync(join(directory, name), 'utf8').includes('Planted-7f3a'),
    )
    .sort();
}

function secretNames(said: readonly Said[]): readonly string[] {
  const pppoe = said.some(({ question }) => question.id === 'wan.pppoe.password');
  return pppoe ? ['secrets/pppoe-password', 'secrets/pppoe.options'] : [];
}

async function tail(pty: Pty): Promise<string> {
  return (await pty.output()).slice(-1500);
}
