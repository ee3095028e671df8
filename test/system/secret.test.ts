import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret, textOf } from '../../src/system/secret.ts';

const secret = new Secret('hunter2');

it('shows nothing, however it is printed', () => {
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify(secret),
    JSON.stringify({ deep: [secret] }),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect({ deep: [secret] }),
    `${new Error(`${secret}`).stack}`,
    Object.entries(secret).join(),
    JSON.stringify(structuredClone({ ...secret })),
  ];
  expect(shown.slice(0, 5)).toEqual(['......', '......', '"......"', '{"deep":["......"]}', '......']);
  expect(shown.filter((text) => text.includes('hunter2'))).toEqual([]);
});

it('gives its text only to the door', () => {
  expect(textOf(secret)).toBe('hunter2');
  expect(textOf('open')).toBe('open');
  expect([secret.equals('hunter2'), secret.equals('hunter')]).toEqual([true, false]);
});

it('becomes another secret', () => {
  const made = secret.map((text) => `password ${text}`);
  expect(made).toBeInstanceOf(Secret);
  expect(textOf(made)).toBe('password hunter2');
});

it('stands behind another one, both unseen', () => {
  const both = secret.and(new Secret('\nsecond'));
  expect([`${both}`, textOf(both)]).toEqual(['......', 'hunter2\nsecond']);
});
