import { expect, it } from 'vitest';
import { typedInput } from '../../../src/ui/lines/typed-input.ts';

/** A prompt that takes keys up to Enter, and throws away what came in the same piece, as real ones do. */
function prompt(stream: NodeJS.ReadableStream): Promise<string> {
  let typed = '';
  return new Promise((resolve) => {
    const hear = (bytes: Buffer) => {
      typed += bytes.toString();
      const end = [...typed].findIndex((sign) => '\r\n\x03'.includes(sign));
      if (end < 0) return;
      stream.off('data', hear);
      resolve(typed.slice(0, end + 1));
    };
    stream.on('data', hear);
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

it('says when somebody types while nothing is asked', async () => {
  const input = typedInput();
  const early = input.typedAhead();
  expect(early.aborted).toBe(false);
  input.bytes(Buffer.from('x'));
  expect(early.aborted).toBe(true);
  expect(input.typedAhead().aborted).toBe(true);
});
