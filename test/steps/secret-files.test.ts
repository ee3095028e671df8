import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { secretFiles } from '../../src/steps/secret-files.ts';
import { StepFailure } from '../../src/steps/steps.ts';
import { realSystem } from '../../src/system/real.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { Secret, textOf } from '../../src/system/secret.ts';
import type { System } from '../../src/system/system.ts';

const typed = (...pairs: [string, string][]) => new Map(pairs.map(([id, value]) => [id, new Secret(value)]));
const shown = (files: Awaited<ReturnType<typeof secretFiles>>) => files.map(({ name, value }) => [name, textOf(value)]);

/** A machine that has these commands; it remembers what was run. */
function machine(outputs: Record<string, string>): { system: System; ran: { line: string; input: unknown }[] } {
  const ran: { line: string; input: unknown }[] = [];
  const system: System = {
    ...recordedSystem({}),
    async run(command, args, options) {
      ran.push({ line: [command, ...args].join(' '), input: options?.input });
      const stdout = outputs[command];
      return stdout === undefined ? { code: null, stdout: '', stderr: '' } : { code: 0, stdout, stderr: '' };
    },
  };
  return { system, ran };
}

it('the PPPoE login is two files', async () => {
  const wish = { id: 'pppoe-password', source: { file: 'x' } };
  const files = await secretFiles(recordedSystem({}), [wish], typed(['pppoe-password', 'a "b"']), 'me@isp', '/out');
  expect(shown(files)).toEqual([
    ['pppoe-password', 'a "b"'],
    ['pppoe.options', 'user "me@isp"\npassword "a \\"b\\""\n'],
  ]);
});

it('what stands in the answers is taken as it is, what is on the router is left there', async () => {
  const wishes = [
    { id: 'pppoe-password', source: { text: 'public' } },
    { id: 'admin-password-hash', source: { hash: '$y$given' } },
    { id: 'dhcp-option-61', source: { path: '/run/secrets/x' } },
    { id: 'dhcp-option-60', source: { env: 'CLASS' } },
  ];
  const { system, ran } = machine({});
  const files = await secretFiles(system, wishes, typed(['dhcp-option-60', 'class']), null, '/out');
  expect(shown(files)).toEqual([
    ['pppoe-password', 'public'],
    ['admin-password-hash', '$y$given'],
    ['dhcp-option-60', 'class'],
  ]);
  expect(ran).toEqual([]);
});

it.each([
  [{ mkpasswd: '$y$j9T$made\n', openssl: '$6$not' }, '$y$j9T$made', ['mkpasswd -m yescrypt -s']],
  [{ openssl: '$6$salt$made\n' }, '$6$salt$made', ['mkpasswd -m yescrypt -s', 'openssl passwd -6 -stdin']],
  [{ mkpasswd: 'usage\n', openssl: '$6$made' }, '$6$made', ['mkpasswd -m yescrypt -s', 'openssl passwd -6 -stdin']],
])('the login password becomes a hash: %j', async (outputs, hash, lines) => {
  const { system, ran } = machine(outputs);
  const wish = { id: 'admin-password-hash', source: { env: 'LOGIN' } };
  const files = await secretFiles(system, [wish], typed(['admin-password-hash', 'open sesame']), null, '/out');
  expect(shown(files)).toEqual([['admin-password-hash', hash]]);
  expect(ran.map(({ line }) => line)).toEqual(lines);
  for (const { input } of ran) expect(textOf(input as Secret)).toBe('open sesame\n');
});

it('without a command that makes a hash nothing is written', async () => {
  const wish = { id: 'admin-password-hash', source: { env: 'LOGIN' } };
  const failure = await secretFiles(
    recordedSystem({}),
    [wish],
    typed(['admin-password-hash', 'open sesame']),
    null,
    '/out',
  ).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StepFailure);
  expect(failure).toMatchObject({
    step: 'secrets',
    message: 'The login password must be made into a hash, and neither mkpasswd nor openssl is here to do it.',
    next: 'Install one of them, or give { hash: ... } in its place. Nothing was written.',
  });
  expect(String(failure)).not.toContain('sesame');
});

describe('a hash that lies there already', () => {
  const wish = { id: 'admin-password-hash', source: { env: 'LOGIN' } };
  const hash = execFileSync('openssl', ['passwd', '-6', '-salt', 'saltsalt', '-stdin'], { input: 'op"en $esame' })
    .toString()
    .trim();
  const made = async (stored: string, password: string) => {
    const system = recordedSystem({ '/out/admin-password-hash': { text: stored } });
    const run: typeof system.run = (command, args, options) =>
      command === 'perl'
        ? realSystem().run(command, args, options)
        : Promise.resolve({ code: 0, stdout: '$6$new', stderr: '' });
    const [file] = await secretFiles(
      { ...system, run },
      [wish],
      typed(['admin-password-hash', password]),
      null,
      '/out',
    );
    return file && textOf(file.value);
  };

  it('is kept where it is one of this password', async () => {
    expect(await made(hash, 'op"en $esame')).toBe(hash);
  });

  it.each([
    ['of another password', hash, 'open sesame'],
    ['with a line more', `${hash}\n`, 'op"en $esame'],
    ['of a kind that naar does not make', '$1$abcdefgh$G//4keteveJp0qb8z2DxG/', 'x'],
    ['that is none', 'op"en $esame', 'op"en $esame'],
    ['that is empty', '', ''],
  ])('is not kept: %s', async (_, stored, password) => {
    expect(await made(stored, password)).toBe('$6$new');
  });

  it('and a hash from the answers stays what they say', async () => {
    const system = recordedSystem({ '/out/admin-password-hash': { text: hash } });
    const files = await secretFiles(system, [{ ...wish, source: { hash: '$y$given' } }], new Map(), null, '/out');
    expect(shown(files)).toEqual([['admin-password-hash', '$y$given']]);
    expect(system.commands).toEqual([]);
  });
});
