import { describe, expect, it } from 'vitest';
import { readSecrets, type SecretWish } from '../../src/steps/read-secrets.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { textOf } from '../../src/system/secret.ts';
import type { System } from '../../src/system/system.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';

async function read(source: SecretWish['source'], files: Record<string, string>, change: Partial<System> = {}) {
  const tree = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { text }]));
  const { values, faults } = await readSecrets({ ...recordedSystem(tree), ...change }, [{ id: 'it', source }], '/home');
  expect(values.size + faults.size).toBe(1);
  const value = values.get('it');
  return value === undefined ? faults.get('it') : textOf(value);
}

describe('a value', () => {
  it.each([
    ['plain', 'plain'],
    ['one newline goes\n', 'one newline goes'],
    ['also that of Windows\r\n', 'also that of Windows'],
    [' blanks "stay" $HOME ', ' blanks "stay" $HOME '],
    ['Zaunk\u00f6nig\n', 'Zaunk\u00f6nig'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('%j', async (text, value) => {
    expect(await read({ file: 'secret' }, { '/home/secret': text })).toBe(value);
    expect(await read({ file: '/else/where' }, { '/else/where': text })).toBe(value);
    expect(await read({ env: 'IT' }, {}, { env: (name) => (name === 'IT' ? text : undefined) })).toBe(value);
  });
});

describe('no value', () => {
  it.each([
    ['', 'This secret is empty.', null],
    ['\n', 'This secret is empty.', null],
    ['two\nlines\n', 'This secret has more than one line.', 'one line'],
    ['two\n\n', 'This secret has more than one line.', 'one line'],
    ['old\rMac', 'This secret has more than one line.', 'one line'],
    ['nul\0', 'This secret has more than one line.', 'one line'],
    ['b\ufffdd', 'This secret is not plain UTF-8 text.', 'a file saved as UTF-8 without a byte order mark'],
    ['\ufeffmark', 'This secret is not plain UTF-8 text.', 'a file saved as UTF-8 without a byte order mark'],
    ['x'.repeat(256), 'This secret is too long.', 'at most 255 bytes'],
    ['\u00f6'.repeat(128), 'This secret is too long.', 'at most 255 bytes'],
  ])('%j', async (text, message, allowed) => {
    expect(await read({ file: 'secret' }, { '/home/secret': text })).toEqual({ message, allowed });
  });

  it('where there is nothing', async () => {
    expect(await read({ file: 'secret' }, {})).toEqual({
      message: 'The file of this secret, /home/secret, does not exist.',
      allowed: null,
    });
    expect(await read({ env: 'IT' }, {})).toEqual({
      message: 'The environment variable IT of this secret is not set.',
      allowed: null,
    });
    expect(await read({ prompt: true }, {})).toEqual({
      message: 'This secret is asked on the terminal, which this command does not do.',
      allowed: '{ file: PATH } or { env: NAME }',
    });
  });
});

describe('a file', () => {
  it('that the machine does not give is a fault, a bug of ours is none', async () => {
    const refusing = (error: Error) => read({ file: 'secret' }, {}, { readText: () => Promise.reject(error) });
    expect(await refusing(new SystemFailure('EACCES', '/home/secret may not be read by this user.'))).toEqual({
      message: 'This secret cannot be read: /home/secret may not be read by this user.',
      allowed: null,
    });
    await expect(refusing(new TypeError('not a function'))).rejects.toThrow('not a function');
  });

  it('of any size is read no further than a secret can be long', async () => {
    const message = 'This secret cannot be read: /home/secret is larger than 10000 bytes.';
    expect(await read({ file: 'secret' }, { '/home/secret': 'x'.repeat(10_000) })).toMatchObject({
      message: 'This secret is too long.',
    });
    expect(await read({ file: 'secret' }, { '/home/secret': 'x'.repeat(10_001) })).toMatchObject({ message });
  });

  it('is told, so that nobody writes over it', async () => {
    const wishes = [
      { id: 'a', source: { file: 'relative' } },
      { id: 'b', source: { env: 'IT' } },
      { id: 'c', source: { file: '/absolute' } },
    ];
    const { files } = await readSecrets(recordedSystem({}), wishes, '/home');
    expect(files).toEqual(['/home/relative', '/absolute']);
  });
});
