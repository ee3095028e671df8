import { mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { onPty, type Pty, sane } from '../pty/pty.ts';
import { removeFolder } from '../remove-folder.ts';
import { keyBytes } from '../ui/tui/key-bytes.ts';

const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'naar-terminal-'));
const program = join(work, 'gallery.mjs');
const open: Pty[] = [];
let run = 0;
beforeAll(() => bundle(join(root, 'test/ui/tui/gallery.ts'), program));
afterEach(() => {
  for (const pty of open.splice(0)) pty.close();
});
afterAll(() => removeFolder(work));

/** The walk through one question of each kind on a terminal of its own. */
async function walk(options: Parameters<typeof onPty>[1] = {}) {
  const file = join(work, `replies-${run++}.json`);
  const env = { TERM: 'vt220', ...options.env };
  const pty = await onPty([process.execPath, program, '--walk', file], { ...options, env });
  open.push(pty);
  return { pty, replies: () => JSON.parse(readFileSync(file, 'utf8')) as { kind: string; value?: unknown }[] };
}

/** Guards of this terminal that still run. */
function guards({ device }: Pty): number {
  return readdirSync('/proc').filter((pid) => {
    try {
      const guard = /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('naar-guard');
      return guard && readlinkSync(`/proc/${pid}/fd/3`).startsWith(device);
    } catch {
      return false;
    }
  }).length;
}

const first = 'How does your provider connect you?';

describe('the terminal', () => {
  it('is held for the questions and given back as it was', async () => {
    const { pty, replies } = await walk();
    expect(await pty.until(first)).toBe(true);
    expect(await pty.flags()).toMatchObject({ isig: false, icanon: false, echo: false, opost: true, onlcr: true });
    await pty.type(keyBytes('<down><enter>bt<enter><enter><enter>key<enter>Zq7planted<enter><enter>'));
    expect(await pty.until('later')).toBe(true);
    await pty.type(keyBytes('4<enter><enter>'));
    expect(await pty.ended()).toBe(0);
    expect(replies()).toMatchObject([
      { kind: 'answer', value: 'dhcp' },
      { kind: 'answer', value: 'bt' },
      { kind: 'answer', value: ['guest'] },
      { kind: 'answer', value: '192.168.20.1/24' },
      { kind: 'answer', value: 'key' },
      { kind: 'secret', value: '......' },
      { kind: 'secret', value: null },
      { kind: 'answer' },
      { kind: 'answer', value: 'go' },
    ]);
    expect(await pty.flags()).toEqual(sane);
    const output = await pty.output();
    expect(output.startsWith('naar is starting ...\r\n')).toBe(true);
    expect(output).not.toContain('planted');
    await vi.waitFor(() => expect(guards(pty)).toBe(0), { timeout: 20_000 });
  });

  it('keys typed before the first screen count', async () => {
    const { pty, replies } = await walk({ typed: keyBytes('<down><enter>') });
    expect(await pty.until('Who is your Internet provider?')).toBe(true);
    await pty.type('\x03y');
    expect(await pty.ended()).toBe(0);
    expect(replies()).toEqual([{ kind: 'answer', value: 'dhcp' }, { kind: 'quit' }]);
  });

  it('is not blank where CI stands in the environment', async () => {
    const { pty } = await walk({ env: { CI: '1', NO_COLOR: '1' } });
    expect(await pty.until(first)).toBe(true);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s ends the question with quit and leaves the terminal sane',
    async (signal) => {
      const { pty, replies } = await walk();
      expect(await pty.until(first)).toBe(true);
      await pty.signal(signal);
      expect(await pty.ended()).toBe(0);
      expect(replies()).toEqual([{ kind: 'quit' }]);
      expect(await pty.flags()).toEqual(sane);
      expect((await pty.output()).endsWith('\x1b[m\x1b[23H\x1b[K')).toBe(true);
    },
  );

  it('that is hung up ends the question with quit, without spinning', async () => {
    const { pty, replies } = await walk();
    expect(await pty.until(first)).toBe(true);
    await pty.hangUp();
    expect(await pty.ended()).toBe(0);
    expect(replies()).toEqual([{ kind: 'quit' }]);
    await vi.waitFor(() => expect(guards(pty)).toBe(0), { timeout: 20_000 });
  });

  it('is sane after SIGKILL: a guard outlives naar', async () => {
    const { pty } = await walk();
    expect(await pty.until(first)).toBe(true);
    await vi.waitFor(() => expect(guards(pty)).toBe(1), { timeout: 20_000 });
    await pty.signal('SIGKILL');
    expect(await pty.ended()).toBe(-9);
    await vi.waitFor(async () => expect(await pty.flags()).toEqual(sane), { timeout: 20_000, interval: 100 });
  });

  it('is sane before the words of an error that nobody caught', async () => {
    const { pty } = await walk({ env: { NAAR_FAIL: '0' } });
    await pty.until(first);
    await pty.type('\r');
    expect(await pty.ended()).toBe(1);
    expect(await pty.flags()).toEqual(sane);
    const [, behind] = (await pty.output()).split('\x1b[m\x1b[23H\x1b[K');
    expect(behind).toContain('planted failure');
  });

  it('without a size is asked for it; the kernel and children are told; no file is left open', async () => {
    const { pty, replies } = await walk({ columns: 0, rows: 0, answer: [30, 100] });
    expect(await pty.until(first)).toBe(true);
    await vi.waitFor(async () => expect(await pty.size()).toEqual([100, 30]), { timeout: 20_000 });
    await pty.pump(0.5);
    const files = await pty.files();
    for (let key = 0; key < 20; key++) {
      await pty.type(keyBytes(key % 2 === 0 ? '<down>' : '<up>'));
      await pty.pump(0.05);
    }
    expect(await pty.files()).toBe(files);
    await pty.type('\x03y');
    expect(await pty.ended()).toBe(0);
    expect(replies()).toEqual([{ kind: 'quit' }]);
  });

  it('that never answers is taken for a VT100', async () => {
    const { pty } = await walk({ columns: 0, rows: 0 });
    expect(await pty.until(first)).toBe(true);
    expect(await pty.size()).toEqual([0, 0]);
  });

  it('that is too small is given back at once', async () => {
    const { pty, replies } = await walk({ columns: 50, rows: 18 });
    expect(await pty.ended()).toBe(0);
    expect(replies()).toMatchObject([{ kind: 'too-small', size: { columns: 50, rows: 18 } }]);
    expect(await pty.flags()).toEqual(sane);
  });

  it('that takes no more bytes does not stop signals from being heard', async () => {
    const { pty, replies } = await walk();
    expect(await pty.until(first)).toBe(true);
    await pty.stop();
    await pty.type('\x0c');
    await pty.pump(0.5);
    await pty.signal('SIGTERM');
    expect(await pty.ended()).toBe(0);
    expect(replies()).toEqual([{ kind: 'quit' }]);
  });
});
