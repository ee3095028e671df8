import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import type { Ui } from '../../src/ui/choose-ui.ts';
import { onPty, type Pty, sane } from '../pty/pty.ts';
import { removeFolder } from '../remove-folder.ts';
import { machineFor, machineOf, planted, type Rehearsal, rehearse, rehearseOn, type Said } from './rehearsal.ts';
import { keysFor } from './typist.ts';

const root = join(import.meta.dirname, '..', '..');
const work = mkdtempSync(join(tmpdir(), 'naar-wizard-'));
const program = join(work, 'naar.mjs');

beforeAll(async () => {
  await bundle(join(root, 'src', 'main.ts'), program);
});
afterAll(() => removeFolder(work));

/** The first words, when the keys belong to naar; plain lines are the terminal's own until they are read. */
const ready = 'naar is starting';

describe.each(['tui', 'lines', 'plain'] as const)('%s', (ui) => {
  it.each(['edpnet', 'minimal', 'static-guest-apu3', 'flat-dhcp'])(
    'walks %s by keys that are all typed before the first question is there',
    async (scenario) => {
      const rehearsal = await rehearse(scenario);
      const keys = rehearsal.said.map(({ question, value }) => keysFor(ui, question, value));
      await walkAtOnce(ui, scenario, machineOf(scenario), rehearsal, keys);
    },
    120_000,
  );

  it.each(['apu2', 'n100'])(
    'walks %s by Enter alone, and what has no default',
    async (machine) => {
      const rehearsal = await rehearseOn(machine, { 'system.admin.password': planted });
      const enter = ui === 'plain' ? '\n' : '\r';
      const keys = rehearsal.said.map(({ question, value }) =>
        'initial' in question && question.initial === value ? enter : keysFor(ui, question, value),
      );
      expect(keys.filter((key) => key !== enter).length).toBe(2);
      await walkAtOnce(ui, machine, machine, rehearsal, keys);
    },
    120_000,
  );

  it('walks edpnet by keys that come one after the other, as a person types them', async () => {
    const { said, files } = await rehearse('edpnet');
    const out = join(work, `${ui}-slow-out`);
    const pty = await start(ui, `${ui}-slow`, machineOf('edpnet'), '');
    try {
      for (const { question, value } of said) {
        await pty.pump(0.25);
        await pty.type(keysFor(ui, question, value));
      }
      await pty.pump(0.25);
      await pty.type(directory(ui, out));
      expect(await pty.ended(60), await tail(pty)).toBe(0);
    } finally {
      pty.close();
    }
    compare(out, files, said);
  }, 180_000);
});

it('goes on at prompts, with what was typed, where the terminal becomes too small for screens', async () => {
  const pty = await start('tui', 'shrinks', 'apu2', '');
  try {
    expect(await pty.until('3 network jacks')).toBe(true);
    await pty.resize(50, 15);
    expect(await pty.until('This terminal has')).toBe(true);
    await pty.type('\r');
    expect(await pty.until('Your choice:'), await tail(pty)).toBe(true);
    await pty.type('\r');
    expect(await pty.until('--- 2 of 9: Jacks'), await tail(pty)).toBe(true);
    expect(await pty.flags()).toMatchObject({ icanon: false, echo: false });
    // twice Ctrl-C leaves
    await pty.type('\x03');
    expect(await pty.until('Leave naar?')).toBe(true);
    await pty.type('\x03');
    expect(await pty.ended(30)).toBe(130);
    expect(await pty.flags()).toMatchObject(sane);
  } finally {
    pty.close();
  }
}, 60_000);

async function walkAtOnce(
  ui: Ui,
  name: string,
  machine: string,
  { said, files }: Rehearsal,
  answers: readonly string[],
): Promise<void> {
  const out = join(work, `${ui}-${name}-out`);
  const keys = answers.join('') + directory(ui, out);
  const pty = await start(ui, `${ui}-${name}`, machine, ui === 'plain' ? keys : '');
  try {
    if (ui !== 'plain') {
      expect(await pty.until(ready)).toBe(true);
      await pty.type(keys);
    }
    expect(await pty.ended(60), await tail(pty)).toBe(0);
    expect(await pty.flags()).toMatchObject(sane);
  } finally {
    pty.close();
  }
  compare(out, files, said);
}

async function start(ui: Ui, name: string, built: string, typed: string): Promise<Pty> {
  const machine = machineFor(join(work, name), built);
  const env = { TERM: 'vt220' };
  return onPty([process.execPath, program, '--machine', machine, '--ui', ui], { env, answer: [24, 80], typed });
}

function directory(ui: Ui, out: string): string {
  return ui === 'plain' ? `${out}\n` : `\x15${out}\r`;
}

/** The files are those of the answers, and the planted password is in its own alone. */
function compare(out: string, files: ReadonlyMap<string, string>, said: readonly Said[]): void {
  for (const [name, text] of files) expect(readFileSync(join(out, name), 'utf8'), name).toBe(text);
  const pppoe = said.some(({ question }) => question.id === 'wan.pppoe.password');
  expect(leaks(out)).toEqual(pppoe ? ['secrets/pppoe-password', 'secrets/pppoe.options'] : []);
}

/** Files below a directory that hold the planted password. */
function leaks(place: string): readonly string[] {
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => statSync(join(place, name)).isFile())
    .filter((name) => readFileSync(join(place, name), 'utf8').includes('Planted-7f3a'))
    .sort();
}

async function tail(pty: Pty): Promise<string> {
  return (await pty.output()).slice(-1500);
}
