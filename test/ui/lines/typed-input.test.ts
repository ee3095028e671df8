import { expect, it } from 'vitest';
import { typedInput } from '../../../src/ui/lines/typed-input.ts';

/** A prompt that takes keys up to Enter, and throws away what came in the same piece, as real ones do. */
function prompt(stream: NodeJS.ReadableStream): Promise<string> {
  let typed = '';
  return new Promise((resolve) => {
    const hear = (bytes: Buffer | string) => {
      typed += bytes.toString();
      const end = [...typed].findIndex((sign) => '\r\n\x03'.includes(sign));
      if (end < 0) return;
      stream.off('data', hear).off('keypress', hear);
      resolve(typed.slice(0, end + 1));
    };
    stream.on('data', hear).on('keypress', hear);
  });
}

it('keeps what is typed before a prompt is there, and gives each its own', async () => {
  const input = typedInput();
  const ask = () => input.during(() => prompt(input.stream));
  input.bytes(Buffer.from('one\rtwo\r'));
  expect(await ask()).toBe('one\r');
  await new Promise((resolve) => setTimeout(resolve, 5));
  input.bytes(Buffer.from('three\r\nfo'));
  expect(await ask()).toBe('two\r');
  expect(await ask()).toBe('three\r');
  const four = ask();
  input.bytes(Buffer.from('ur\r'));
  // the other half of CR LF
  input.bytes(Buffer.from('\nfive\n'));
  expect(await four).toBe('four\r');
  expect(await ask()).toBe('five\n');
});

it('forgets what was typed before Ctrl-C, and keeps what comes behind it', async () => {
  const input = typedInput();
  input.bytes(Buffer.from('one\rtwo\r\x03three\r'));
  expect(await input.during(() => prompt(input.stream))).toBe('\x03');
  expect(await input.during(() => prompt(input.stream))).toBe('three\r');
});

it('gives a pasted text to a prompt for text as one key, also where it came in parts, and to others as it came', async () => {
  const keys: string[] = [];
  const input = typedInput();
  input.stream.on('keypress', (text: string) => keys.push(text));
  const pasted = 'AAAA'.repeat(180);
  for (const part of [pasted.slice(0, 16), pasted.slice(16, 600), pasted.slice(600), '\r'])
    input.bytes(Buffer.from(part));
  expect(await input.during(() => prompt(input.stream), true)).toBe(`${pasted}\r`);
  expect(keys).toEqual([pasted]);
  input.bytes(Buffer.from('jj\r'));
  expect(await input.during(() => prompt(input.stream))).toBe('jj\r');
});

it('gives a prompt a turn before its first key, also where the key waited for the line meanwhile', async () => {
  let free = () => {};
  const input = typedInput(() => new Promise((resolve) => (free = resolve)));
  input.bytes(Buffer.from('one\r'));
  const ask = () =>
    input.during(async () => {
      // a list is looked through
      await new Promise((resolve) => setImmediate(resolve));
      return prompt(input.stream);
    }, true);
  const first = ask();
  const freed = setInterval(() => free(), 1);
  expect(await first).toBe('one\r');
  clearInterval(freed);
  const over = new AbortController();
  const gone = input.during(() => new Promise((resolve) => over.signal.addEventListener('abort', resolve)), true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  input.bytes(Buffer.from('two\r'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  over.abort();
  await gone;
  // the line is free in the very turn in which the next prompt opens
  const second = ask();
  free();
  const again = setInterval(() => free(), 1);
  expect(await second).toBe('two\r');
  clearInterval(again);
});

it('waits until the line has taken what was written, but not for ever', async () => {
  let free = () => {};
  const input = typedInput(() => new Promise((resolve) => (free = resolve)));
  const answer = input.during(() => prompt(input.stream), true);
  input.bytes(Buffer.from('o'));
  await expect.poll(() => free.toString()).not.toBe('() => {}');
  input.bytes(Buffer.from('ne\r'));
  expect(await answer).toBe('one\r');
});

it('says when somebody types while nothing is asked', async () => {
  const input = typedInput();
  const early = input.typedAhead();
  expect(early.aborted).toBe(false);
  input.bytes(Buffer.from('x'));
  expect(early.aborted).toBe(true);
  expect(input.typedAhead().aborted).toBe(true);
});
