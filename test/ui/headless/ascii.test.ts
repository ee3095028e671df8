import { expect, it } from 'vitest';
import { ascii, asciiJson } from '../../../src/ui/headless/ascii.ts';

it.each([
  ['plain "text"\n  stays\n', 'plain "text"\n  stays\n'],
  ['{ path: /run/… }, 1–4094, it’s', "{ path: /run/... }, 1-4094, it's"],
  ['Küche', 'K\\u{fc}che'],
  ['😀', '\\u{1f600}'],
  ['\u001b[31m\r\t\u007f', '\\u{1b}[31m\\u{d}\\u{9}\\u{7f}'],
  ['\ud800', '\\u{d800}'],
])('%j', (text, plain) => {
  expect(ascii(text)).toBe(plain);
});

it('JSON keeps its meaning', () => {
  const value = { label: 'Küche 😀\u007f\u0001', list: [1, null] };
  const text = asciiJson(value);
  expect(text).toMatch(/^[\n\x20-\x7e]*\n$/);
  expect(JSON.parse(text)).toEqual(value);
  expect(text.split('\n')[1]).toBe('  "label": "K\\u00fcche \\ud83d\\ude00\\u007f\\u0001",');
});
