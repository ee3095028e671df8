import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { installTrouble } from '../../src/steps/install/install-trouble.ts';
import { openJobLog } from '../../src/steps/install/job-log.ts';
import { stage } from '../../src/steps/install/staged.ts';
import { followEvents, type ToldEvent } from '../../src/steps/job-events.ts';
import { realSystem } from '../../src/system/real.ts';
import { Secret } from '../../src/system/secret.ts';
import type { System } from '../../src/system/system.ts';

const folder = mkdtempSync(join(tmpdir(), 'naar-events-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = '2026-11-29T12:00:00.000Z';

it('events are followed as they come: each once, half a line not yet, until the last or until nobody works any more', async () => {
  const looks = [
    '',
    '{"kind":"line","text":"a"}\n{"kind":"li',
    '{"kind":"line","text":"a"}\n{"kind":"line","text":"b"}\nrubbish\n',
    '{"kind":"line","text":"a"}\n{"kind":"line","text":"b"}\nrubbish\n{"kind":"ended"}\n{"kind":"line","text":"c"}\n',
  ];
  const read = async (gone: readonly boolean[]) => {
    let look = 0;
    const system = { readText: async () => looks[look++] ?? null, wait: async () => {}, now: () => new Date(at) };
    const kinds: string[] = [];
    const over = async () => gone[look] ?? true;
    for await (const event of followEvents(system as unknown as System, '/events', over))
      kinds.push(event.kind === 'line' ? event.text : event.kind);
    return kinds;
  };
  expect(await read([false, false, false, false])).toEqual(['still', 'a', 'still', 'b', 'still', 'ended']);
  expect(await read([false, false, true])).toEqual(['still', 'a', 'still', 'b']);
});

it('a person who leaves ends the following at once', async () => {
  const stop = new AbortController();
  const system = {
    readText: async () => '{"kind":"line","text":"a"}\n',
    wait: async () => stop.abort(),
    now: () => new Date(at),
  };
  const events: ToldEvent[] = [];
  for await (const event of followEvents(system as unknown as System, '/events', async () => false, stop.signal))
    events.push(event);
  expect(events.map(({ kind }) => kind)).toEqual(['line', 'still']);
});

it('the log and the events hold no secret, wherever it was printed; one of three letters is no word to look for', async () => {
  const real = realSystem();
  const here = (path: string) => join(folder, path.replaceAll('/', '_'));
  const system = { ...real, append: (path: string, text: string, mode: number) => real.append(here(path), text, mode) };
  const log = await openJobLog(system, [new Secret('Pl4nted-9f2c'), new Secret('abc')]);
  log.tell({ kind: 'step', id: 'a', title: 'A', number: 1, of: 2, at });
  log.tell({ kind: 'line', text: 'password Pl4nted-9f2c of abc', at });
  const evidence = ['Pl4nted-9f2c', 'two'];
  log.tell({ kind: 'failed', step: 'a', message: 'x Pl4nted-9f2c', next: 'Pl4nted-9f2c', evidence, at });
  await log.written();
  const texts = [stage.log, stage.events].map((path) => readFileSync(here(path), 'utf8'));
  expect(texts.join('')).not.toContain('Pl4nted-9f2c');
  expect(texts[0]).toBe(
    '2026-11-29 12:00:00 1 of 2: A\n2026-11-29 12:00:00   password ...... of abc\n2026-11-29 12:00:00 failed: x ......\n  | ......\n  | two\n......\n',
  );
  expect(texts[1]!.trimEnd().split('\n')).toHaveLength(3);
});

it.each([
  ['error: writing to file: No space left on device', 'The disk is full.'],
  ['mktemp: failed to create directory: Read-only file system', 'takes no more writing'],
  ['error: reading a file: Input/output error', 'does not answer any more'],
  [
    "error: unable to download 'https://cache.nixos.org/x': SSL peer certificate or SSH remote key was not OK (60)",
    'certificate',
  ],
  ["error: unable to download 'https://cache.nixos.org/x': Couldn't resolve host name (6)", 'The Internet went away'],
  ['nixos-install was ended by SIGKILL.', 'Memory did not suffice.'],
])('%s', (line, words) => {
  expect(installTrouble(['first', line, 'last'])?.failure).toContain(words);
});

it('what is not known stays what it is', () => {
  expect(installTrouble(["error: attribute 'x' missing"])).toBeNull();
});
