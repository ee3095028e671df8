import { isAbsolute, join } from 'node:path';
import { pppoeOptions } from '../render/pppoe.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { SecretFile } from './render-steps.ts';

/** A secret that the answers name: which file it becomes, and where its value comes from. */
export type SecretWish = {
  readonly id: string;
  readonly source:
    | { readonly file: string }
    | { readonly env: string }
    | { readonly prompt: true }
    | { readonly path: string }
    | { readonly hash: string }
    | { readonly text: string };
};

/** The secrets that could be had, ready to be written, and one sentence for each that could not. */
export type Gathered = { readonly secrets: readonly SecretFile[]; readonly missing: readonly string[] };

/**
 * Reads the values of secrets and makes the files that go to /etc/naar/secrets.
 * `missing` holds one sentence for each that cannot be had; never a value.
 * `directory` is where relative file names start: the directory of the answers file.
 */
export async function gatherSecrets(
  system: System,
  wishes: readonly SecretWish[],
  directory: string,
  pppoeUser: string | null,
): Promise<Gathered> {
  const secrets: SecretFile[] = [];
  const missing: string[] = [];
  for (const { id, source } of wishes) {
    // already on the router: nothing to carry
    if ('path' in source) continue;
    const value = await read(system, source, directory);
    const made = typeof value === 'string' ? value : await makeFiles(system, id, source, value, pppoeUser);
    if (typeof made === 'string') missing.push(`${id}: ${made}`);
    else secrets.push(...made);
  }
  return { secrets, missing };
}

async function read(
  system: System,
  source: Exclude<SecretWish['source'], { path: string }>,
  directory: string,
): Promise<Secret | string> {
  if ('hash' in source) return new Secret(source.hash);
  if ('text' in source) return new Secret(source.text);
  if ('prompt' in source)
    return 'it is asked on the terminal, which this command does not do; name a file or an environment variable.';
  if ('env' in source) {
    const value = system.env(source.env);
    return value === undefined || value === '' ? `the environment variable ${source.env} is not set.` : clean(value);
  }
  const path = isAbsolute(source.file) ? source.file : join(directory, source.file);
  const text = await system.readText(path).catch(() => undefined);
  if (text === undefined) return `${path} cannot be read.`;
  return text === null ? `${path} does not exist.` : clean(text);
}

/** A newline at the end belongs to the file, not to the secret; anywhere else no ISP and no login takes one. */
function clean(text: string): Secret | string {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') return 'it is empty.';
  // what is not UTF-8 was replaced while reading: better no secret than a wrong one
  if (/[\ufffd\ufeff]/.test(value))
    return 'it is not plain UTF-8 text; save the file as UTF-8 without a byte order mark.';
  if (/[\n\r\0]/.test(value)) return 'it has more than one line.';
  if (new TextEncoder().encode(value).length > 255) return 'it is longer than 255 bytes.';
  return new Secret(value);
}

async function makeFiles(
  system: System,
  id: string,
  source: SecretWish['source'],
  value: Secret,
  pppoeUser: string | null,
): Promise<SecretFile[] | string> {
  if (id === 'pppoe-password' && pppoeUser !== null) {
    return [
      { name: id, value },
      { name: 'pppoe.options', value: value.map((password) => pppoeOptions(pppoeUser, password)) },
    ];
  }
  if (id !== 'admin-password-hash' || 'hash' in source) return [{ name: id, value }];
  const hash = await hashed(system, value);
  return typeof hash === 'string' ? hash : [{ name: id, value: hash }];
}

/** yescrypt by mkpasswd where there is one (NixOS and its installer have it), else SHA-512 by openssl. The password goes by standard input, never as an argument. */
async function hashed(system: System, password: Secret): Promise<Secret | string> {
  const tries: readonly (readonly [string, readonly string[]])[] = [
    ['mkpasswd', ['-m', 'yescrypt', '-s']],
    ['openssl', ['passwd', '-6', '-stdin']],
  ];
  for (const [command, args] of tries) {
    const result = await system.run(command, args, { input: password.map((text) => `${text}\n`) });
    const hash = result.stdout.trim();
    if (result.code === 0 && /^\$(y|6)\$/.test(hash)) return new Secret(hash);
  }
  return 'neither mkpasswd nor openssl is here to make the hash; give { hash: ... } instead.';
}
