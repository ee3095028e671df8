import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openTui, type Tui } from '../../../src/ui/tui/open-tui.ts';
import { vt100 } from './emulator.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';
import { internet, type Scene, scenes } from './scenes.ts';

const folder = join(import.meta.dirname, '../../screens');
const open: Tui[] = [];
afterEach(async () => {
  for (const tui of open.splice(0)) await tui.close();
});

/** The screen of a scene as text: its cells, the strong ones below, and the cursor. */
async function shown({ question, keys = '', place, size = [80, 24], ascii, objection, pictures = [] }: Scene) {
  const small = size[0] < 60 || size[1] < 20;
  const line = fakeTerminal(small ? {} : { columns: size[0], rows: size[1] });
  const tui = await openTui(line.terminal, { ascii: ascii ?? true, color: false });
  if (tui.kind !== 'tui') throw new Error('too small');
  open.push(tui);
  void tui.ask(question, place ?? internet, {
    objection: () => objection ?? null,
    async *live() {
      yield* pictures;
    },
  });
  await tui.settled();
  if (small) line.resize(...size);
  for (const key of keys.match(/<[a-z-]+>|[^<]+/g) ?? []) line.type(key);
  await line.delivered();
  // pictures come between the turns of the loop
  for (const _ of pictures) await new Promise(setImmediate);
  await tui.settled();
  return picture(line);
}

function picture({ seen, all }: FakeTerminal): string {
  expect(all()).toMatch(vt100);
  const { row, column } = seen.cursor();
  const strong = seen
    .looks()
    .flatMap((look, index) => (look.trim() === '' ? [] : [`strong in row ${index + 1}: ${look.trim().length} cells`]));
  return [...seen.rows(), '='.repeat(80), `cursor in row ${row + 1}, column ${column + 1}`, ...strong, ''].join('\n');
}

describe('screens', () => {
  it.each(scenes)('$name', async (scene) => {
    await expect(await shown(scene)).toMatchFileSnapshot(join(folder, `${scene.name}.txt`));
  });

  it('has no text of a screen that is gone', () => {
    expect(readdirSync(folder).sort()).toEqual(scenes.map(({ name }) => `${name}.txt`).sort());
  });
});
