import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { draftText } from '../../src/interview/questions/draft-text.ts';
import { openSession } from '../../src/interview/questions/open-session.ts';
import { progressText, readProgress } from '../../src/interview/questions/progress.ts';
import { currentQuestion, type Session } from '../../src/interview/questions/session.ts';
import { draftDirectory, readDraft } from '../../src/steps/draft-file.ts';
import { realSystem } from '../../src/system/real.ts';
import type { Ui } from '../../src/ui/choose-ui.ts';
import { walk } from '../interview/questions/walker.ts';
import { onPty, type Pty, sane } from '../pty/pty.ts';
import { removeFolder } from '../remove-folder.ts';
import { emulator } from '../ui/tui/emulator.ts';
import { machineFor, planted, rehearse, type Said } from './rehearsal.ts';
import { keysFor } from './typist.ts';

const root = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'naar-killed-'));
const program = join(work, 'naar.mjs');
const folder = join(work, 'apu2');
const directory = draftDirectory(realSystem(), process.getuid!(), folder);
const { said } = await rehearse('edpnet');

/** The three ways to end where nobody said so. */
const ways = ['SIGKILL', 'SIGHUP', 'EOF'] as const;
type Way = (typeof ways)[number];

/** Everything with NAAR_TEST_ALL=1: each question in each way in each front end, which takes a quarter of an hour. */
const all = process.env.NAAR_TEST_ALL === '1';
const questions = said.map((_, index) => index).slice(1);

/** Each question once by SIGKILL on screens, elsewhere where a password is typed; of the rest every third, the ways taking turns. */
function cases(ui: Ui): { readonly point: number; readonly way: Way }[] {
  if (all) return questions.flatMap((point) => ways.map((way) => ({ point, way })));
  const third = { tui: 0, lines: 1, plain: 2 }[ui];
  const some = questions.filter((point) => point % 3 === third);
  const turns = some.map((point, index) => ({ point, way: ways[(index + third) % 3]! }));
  const killed = questions.filter((point) => ui === 'tui' || said[point]!.question.kind === 'secret');
  return [...killed.map((point) => ({ point, way: 'SIGKILL' as const })), ...turns];
}

beforeAll(async () => {
  await bundle(join(root, 'src', 'main.ts'), program);
  machineFor(folder, 'apu2');
});
afterAll(() => {
  removeFolder(work);
  removeFolder(directory);
});

describe.each(['tui', 'lines', 'plain'] as const)('killed at a question and started again: %s', (ui) => {
  const chosen = cases(ui);
  it(
    `no answer is lost but the secrets, the terminal is sane, no secret is on disk (${chosen.length} of ${questions.length * ways.length}; all with NAAR_TEST_ALL=1)`,
    async () => {
      expect(questions.length).toBeGreaterThan(30);
      for (const { point, way } of chosen) await killAt(ui, point, way);
    },
    chosen.length * 20_000,
  );
});

async function killAt(ui: Ui, point: number, way: Way): Promise<void> {
  const place = `${way} at ${said[point]!.question.id}`;
  removeFolder(directory);
  const pty = await start(ui);
  try {
    const keys = said.slice(0, point).map(({ question, value }) => keysFor(ui, question, value));
    if (ui !== 'plain') expect(await pty.until('naar is starting'), place).toBe(true);
    await pty.type(keys.join(''));
    await expect.poll(kept, { timeout: 20_000, message: place }).toEqual(draftOf(said[point - 1]!.then));
    await shown(pty, ui, said[point]!.question.title, place);
    if (way !== 'EOF') await pty.signal(way);
    else if (ui === 'plain') await pty.type('\x04');
    else await pty.hangUp();
    expect(await pty.ended(10), place).not.toBeNull();
    // of a line that is hung up nobody can say what it is like
    if (way !== 'EOF' || ui === 'plain')
      await expect.poll(() => pty.flags(), { timeout: 10_000, message: place }).toMatchObject(sane);
  } finally {
    pty.close();
  }
  for (const name of readdirSync(directory)) {
    expect(readFileSync(join(directory, name), 'utf8'), place).not.toContain('Planted-7f3a');
    expect(statSync(join(directory, name)).mode & 0o777, place).toBe(0o600);
  }
  const again = await reopened();
  const repeated = secretsAmong(said.slice(0, point));
  expect(endOf(again, point, repeated), place).toEqual(draftOf(said.at(-1)!.then).text);
  // the real start costs a second: now and then is enough
  if (all || point % 5 === 0) await goesOn(ui, again, place);
}

function start(ui: Ui): Promise<Pty> {
  const env = { TERM: 'vt220' };
  return onPty([process.execPath, program, '--machine', folder, '--ui', ui], { env, answer: [24, 80] });
}

function kept(): ReturnType<typeof readDraft> {
  return readDraft(realSystem(), directory);
}

function draftOf(session: Session) {
  return { text: draftText(session.draft), progress: progressText(session), from: null };
}

/** The interview as the next start finds it. */
async function reopened(): Promise<Session> {
  const { text, progress } = (await kept())!;
  const { facts } = said[0]!.then;
  const start = {
    facts,
    mode: 'install',
    bench: true,
    dry: true,
    seen: [],
    text,
    progress: readProgress(progress),
  } as const;
  return openSession(start).session;
}

/** What the answers come to when the rest is said, and the secrets once more. Nothing else that was said is asked again. */
function endOf(again: Session, point: number, secrets: readonly Said[]): string {
  const rest: Record<string, string[]> = {};
  for (const { question, value } of [...secrets, ...said.slice(point)])
    if (question.kind !== 'choices') rest[question.id] = [...(rest[question.id] ?? []), String(value)];
    else rest[question.id] = [...value];
  const { turns, session } = walk(again, rest);
  const before = new Set(said.slice(0, point).map(({ question }) => question.id));
  // menus come once more, and so does what is asked at each start
  const returning = /password$|^dial$|^review$|^disk\.erase$|^(networks|devices|forwards|system\.admin\.sshKeys)(\.|$)/;
  const lost = turns
    .map(({ id }) => id)
    .filter((id) => before.has(id) && rest[id] === undefined && !returning.test(id));
  expect(lost).toEqual([]);
  return draftText(session.draft);
}

function secretsAmong(answers: readonly Said[]): readonly Said[] {
  return answers.filter(({ question, value }) => question.kind === 'secret' && value === planted);
}

/** A real start offers to go on, and asks what the interview asks next. */
async function goesOn(ui: Ui, again: Session, place: string): Promise<void> {
  const pty = await start(ui);
  try {
    await shown(pty, ui, 'You were here before', place);
    await pty.type(ui === 'plain' ? '\n' : '\r');
    await shown(pty, ui, currentQuestion(again, []).question.title, place);
  } finally {
    pty.close();
  }
}

/** Waits until a title stands on the terminal: on screens among its cells, otherwise among what was written. */
async function shown(pty: Pty, ui: Ui, title: string, place: string): Promise<void> {
  const seen = async () => {
    await pty.pump(0.05);
    if (ui !== 'tui') return (await pty.output()).includes(title);
    const screen = emulator(80, 24);
    await screen.feed(await pty.output());
    return screen.rows().join(' ').replace(/\s+/g, ' ').includes(title);
  };
  await expect.poll(seen, { timeout: 20_000, message: `${place}: ${title}` }).toBe(true);
}
