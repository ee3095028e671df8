import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundle } from '../../../scripts/bundle.ts';
import { openTui } from '../../../src/ui/tui/open-tui.ts';
import { removeFolder } from '../../remove-folder.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { keyBytes } from './key-bytes.ts';
import { internet, pictures, sixKinds } from './scenes.ts';

/**
 * The walk through all kinds of questions in a real minicom: a line of two pseudo terminals,
 * naar on one end, minicom in tmux on the other. After each key the cells that minicom shows
 * must be those of the emulator that all other tests go by.
 */
const work = mkdtempSync(join(tmpdir(), 'naar-minicom-'));
const ends = [join(work, 'box'), join(work, 'laptop')] as const;
const tmux = (...words: string[]) =>
  execFileSync('tmux', ['-S', join(work, 'tmux'), '-f', '/dev/null', ...words], { encoding: 'utf8' });
const started: ChildProcess[] = [];

beforeAll(async () => {
  await bundle(join(import.meta.dirname, 'gallery.ts'), join(work, 'gallery.mjs'));
  const end = (path: string) => `pty,raw,echo=0,link=${path}`;
  started.push(spawn('socat', [end(ends[0]), end(ends[1])], { stdio: 'ignore' }));
  await vi.waitFor(() => expect(ends.every((path) => existsSync(path))).toBe(true), { timeout: 20_000 });
  // the last of 25 rows is minicom's own
  tmux('new-session', '-d', '-x', '80', '-y', '25', `TERM=screen LC_ALL=C minicom -o -D ${ends[1]} -b 115200`);
  await vi.waitFor(() => expect(tmux('capture-pane', '-p')).toContain('Minicom'), { timeout: 20_000 });
  const program = `${process.execPath} ${join(work, 'gallery.mjs')} --walk ${join(work, 'replies.json')}`;
  const line = `exec setsid -c sh -c 'stty sane 115200; exec ${program}' <>${ends[0]} >&0 2>&1`;
  const { COLUMNS: _, LINES: __, ...env } = process.env;
  started.push(spawn('sh', ['-c', line], { stdio: 'ignore', env: { ...env, TERM: 'vt220' } }));
});

afterAll(() => {
  try {
    tmux('kill-server');
  } catch {}
  for (const child of started) child.kill();
  removeFolder(work);
});

const steps = [
  '<down>',
  '<down>',
  '<up>',
  '?',
  '<enter>',
  '<enter>',
  'g',
  'er',
  '<down>',
  '<enter>',
  '<down>',
  ' ',
  '<enter>',
  '<back>',
  '<left>',
  '0',
  '<home>',
  '<end>',
  '<enter>',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHhMyVZTBKzmGzWYKjkBDWGE0bZBdEkPm7Y5Jn9yLCXQ you@laptop',
  '<home>',
  '<enter>',
  'pass word',
  '<enter>',
  'one<enter>two<enter>',
  '<enter>',
  '3',
  '<ctrl-l>',
  '<enter>',
  ' ',
  'n',
  '<down>',
  '<ctrl-c>',
];

it('minicom shows the cells that the emulator shows, after every key', async () => {
  const line = fakeTerminal({ kernel: 'unknown' });
  const tui = await openTui(line.terminal, { ascii: true, color: true });
  if (tui.kind !== 'tui') throw new Error('too small');
  const walked = (async () => {
    for (let index = 0; index < sixKinds.length; index++) {
      const live = async function* () {
        yield* pictures;
      };
      const reply = await tui.ask(
        sixKinds[index]!,
        { ...internet, canGoBack: index > 0 },
        { objection: () => null, live },
      );
      if (reply.kind === 'quit') return;
    }
  })();
  for (const step of ['', ...steps]) {
    line.type(step);
    if (step !== '') tmux('send-keys', '-l', keyBytes(step));
    await line.delivered();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await tui.settled();
    await vi.waitFor(
      () => {
        const seen = tmux('capture-pane', '-p')
          .split('\n')
          .slice(0, 24)
          .map((row) => row.trimEnd());
        expect(seen, `after ${step}`).toEqual(line.seen.rows());
        const { row, column } = line.seen.cursor();
        expect(tmux('display-message', '-p', '#{cursor_x},#{cursor_y}').trim(), `cursor after ${step}`).toBe(
          `${column},${row}`,
        );
      },
      { timeout: 30_000, interval: 100 },
    );
  }
  await tui.close();
  await walked;
});
