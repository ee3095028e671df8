import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { type Typing, typedLines } from '../../../src/ui/plain/typed-lines.ts';

function typing() {
  const input = Object.assign(new EventEmitter(), { pause() {}, resume() {}, setEncoding() {} });
  return { lines: typedLines(input as unknown as Typing), type: (text: string) => void input.emit('data', text) };
}

it('cuts what is typed into lines at LF, CR or both, however it is split', async () => {
  const { lines, type } = typing();
  for (const piece of ['one\ntw', 'o\r\nthree\r', '\nfour\r', 'five\n', 'last']) type(piece);
  expect(await next(lines, 5)).toEqual(['one', 'two', 'three', 'four', 'five']);
});

it('takes an Enter behind a password for one of its own: the terminal sends CR without an echo, LF with it', async () => {
  const { lines, type } = typing();
  type('secret\r');
  lines.switched();
  type('\n');
  type('next\n');
  expect(await next(lines, 3)).toEqual(['secret', '', 'next']);
});

async function next(lines: ReturnType<typeof typedLines>, count: number): Promise<(string | null)[]> {
  const got: (string | null)[] = [];
  for (let index = 0; index < count; index += 1) got.push(await lines.next());
  return got;
}
