import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hearKeys } from '../../../src/ui/tui/hear-keys.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setImmediate'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Bytes at their milliseconds; the keys and when they were heard. */
async function heard(...chunks: readonly (readonly [at: number, text: string])[]): Promise<string[]> {
  const keys: string[] = [];
  let now = 0;
  const hearing = hearKeys((key) => keys.push(`${now}: ${key.name === 'text' ? key.text : key.name}`));
  for (; now <= 2000; now++) {
    for (const [at, text] of chunks) if (at === now) hearing.bytes(Buffer.from(text));
    await vi.advanceTimersByTimeAsync(1);
  }
  return keys;
}

it('takes an Esc that nothing follows for the Esc key after a tenth of a second', async () => {
  expect(await heard([0, '\x1b'])).toEqual(['100: escape']);
});

it('takes an arrow in pieces for an arrow, and gives each Esc its own time', async () => {
  expect(await heard([0, '\x1b'], [60, '['], [130, 'B'])).toEqual(['130: down']);
  expect(await heard([0, '\x1b'], [50, '[B'], [90, '\x1b'], [150, '[A'])).toEqual(['50: down', '150: up']);
});

it('drops half a sequence, and takes a paste without end for what it is', async () => {
  expect(await heard([0, '\x1b['], [500, 'a'])).toEqual(['500: a']);
  expect(await heard([0, '\x1b[200~ab'])).toEqual(['1000: paste']);
});
