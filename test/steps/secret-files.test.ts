import { expect, it } from 'vitest';
import { secretFiles } from '../../src/steps/secret-files.ts';
import { StepFailure } from '../../src/steps/steps.ts';
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
  expect((failure as StepFailure).message).toMatch(/^The login password must be made into a hash/);
  expect(String(failure)).not.toContain('sesame');
});
