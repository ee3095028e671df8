import * as z from 'zod/mini';
import { described, freeText, nonEmpty, text, worded } from './schema-leaves.ts';

// Who takes a place for the value writes the secret there, so nothing in these groups is repeated.
const file = described(
  z.strictObject({
    file: text('the name of a file', 'the name of a file, in quotes where it is a number', nonEmpty, 'always'),
  }),
  'A file; its path counts from the answers file.',
);
const env = z.strictObject({
  env: text(
    'the name of a variable',
    'the name of an environment variable, such as PPPOE_PASSWORD',
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'always',
  ),
});
const prompt = z.strictObject({
  prompt: worded(z.literal(true), {
    noun: 'the word true',
    allowed: '{ prompt: true }, to be asked',
    secret: 'always',
  }),
});
const path = z.strictObject({
  path: text(
    'an absolute path',
    'an absolute path on the router, such as /run/secrets/pppoe',
    /^\/[ -~\u00a0-\uffff]+$/,
    'always',
  ),
});

/** crypt(5) with a method that is still sound: yescrypt, gost-yescrypt, scrypt, bcrypt, SHA-512, SHA-256. */
const crypted = z.string().check(z.regex(/^\$(y|gy|7|2b|6|5)\$[./A-Za-z0-9$,=]{10,200}$/));
const hash = z.strictObject({
  hash: worded(crypted, {
    noun: 'a password hash',
    allowed: 'a hash made by "mkpasswd -m yescrypt"',
    secret: 'always',
  }),
});

const ways = '{ file: PATH }, { env: NAME }, { prompt: true } or { path: /run/... }';

/** Where a secret is to be found; its value never stands in the answers. */
export const secret = described(
  worded(z.union([file, env, prompt, path]), { noun: 'a place of a secret', allowed: ways, secret: 'always' }),
  'A secret: never the value itself, but where it is.',
);

/** As a secret, or the hash of the password. */
export const adminPassword = described(
  worded(z.union([file, env, prompt, path, hash]), {
    noun: 'a place of a secret',
    allowed: `${ways}; or { hash: "$y$..." }`,
    secret: 'always',
  }),
  'A secret: never the value itself, but where it is; or its hash.',
);

/** A text given openly, or a secret. */
export const textOrSecret = worded(z.union([freeText, file, env, prompt, path]), {
  noun: 'a text or a secret',
  allowed: `a text, or for a secret ${ways}`,
  secret: 'in groups',
});
