import { expect, it } from 'vitest';
import { checkAnswers } from '../../src/interview/check.ts';
import { type NamedSecret, secretProblems } from '../../src/interview/named-secrets.ts';
import { soundAnswers } from './bad-answers.ts';
import { apu } from './facts.ts';

function secretsIn(text: string): readonly NamedSecret[] {
  return checkAnswers(text, apu(), { where: 'check' }).secrets;
}

const places = (text: string) => secretsIn(text).map(({ id, key, line, column }) => [id, key, line, column]);

it('finds each secret at the key that names it, also where other answers are wrong', () => {
  const text = `version: 1
system:
  hostnam: wrong
  admin: { password: { env: LOGIN } }
wan:
  type: dhcp
  dhcp:
    clientId: { prompt: true }
    vendorClass: { file: class }
    userClass: { env: CLASS }
    options: { "90": { env: CODE }, "12": plain }
  pppoe: { password: { file: not-used } }
`;
  expect(places(text)).toEqual([
    ['admin-password-hash', 'system.admin.password', 4, 12],
    ['dhcp-option-60', 'wan.dhcp.vendorClass', 9, 5],
    ['dhcp-option-61', 'wan.dhcp.clientId', 8, 5],
    ['dhcp-option-77', 'wan.dhcp.userClass', 10, 5],
    ['dhcp-option-90', 'wan.dhcp.options.90', 11, 16],
  ]);
  expect(secretsIn(text)[0]?.source).toEqual({ env: 'LOGIN' });
});

it('needs nothing of what is a hash, on the router already, or wrong', () => {
  const login = (password: string) =>
    `version: 1\nsystem: { admin: { password: ${password} } }\nwan: { type: pppoe }\n`;
  expect(places(login('{ hash: "$y$j9T$abcdefghijklmnop" }'))).toEqual([]);
  expect(places(login('{ path: /run/secrets/login }'))).toEqual([]);
  expect(places(login('{ file: a, env: B }'))).toEqual([]);
  expect(places(login('{ file: a }'))).toHaveLength(1);
  expect(places('not: [closed')).toEqual([]);
  expect(secretsIn(soundAnswers).map(({ id }) => id)).toContain('pppoe-password');
  const line = 'version: 1\nwan:\n  type: pppoe\n  pppoe: { password: { file: a } }\n';
  expect(places(line)).toEqual([['pppoe-password', 'wan.pppoe.password', 4, 12]]);
});

it('is a warning where nobody needs the value, else an error', () => {
  const [secret] = secretsIn('version: 1\nsystem: { admin: { password: { env: LOGIN } } }\n');
  const fault = { message: 'It is not set.', allowed: 'set' };
  const place = { line: 2, column: 20, key: 'system.admin.password', ...fault };
  expect(secretProblems(secret!, fault, false)).toEqual([{ severity: 'warning', ...place }]);
  expect(secretProblems(secret!, fault, true)).toEqual([{ severity: 'error', ...place }]);
  expect(secretProblems(secret!, undefined, true)).toEqual([]);
});
