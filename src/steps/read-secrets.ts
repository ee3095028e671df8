import { isAbsolute, join } from 'node:path';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/** A secret that the answers name, and where its value comes from. */
export type SecretWish = {
  readonly id: string;
  readonly source: { readonly file: string } | { readonly env: string } | { readonly prompt: true };
};

/** Why a value cannot be had, never with a word of it; `allowed` is the way out, or null. */
export type SecretFault = { readonly message: string; readonly allowed: string | null };

/**
 * Reads the values of secrets, each once (a pipe gives it only once), by their ids.
 * `directory` is where relative file names start: the directory of the answers file.
 */
export async function readSecrets(
  system: System,
  wishes: readonly SecretWish[],
  directory: string,
): Promise<{ readonly values: ReadonlyMap<string, Secret>; readonly faults: ReadonlyMap<string, SecretFault> }> {
  const values = new Map<string, Secret>();
  const faults = new Map<string, SecretFault>();
  for (const { id, source } of wishes) {
    const found = await read(system, source, directory);
    if (found instanceof Secret) values.set(id, found);
    else faults.set(id, found);
  }
  return { values, faults };
}

async function read(system: System, source: SecretWish['source'], directory: string): Promise<Secret | SecretFault> {
  if ('prompt' in source)
    return fault(
      'This secret is asked on the terminal, which this command does not do.',
      '{ file: PATH } or { env: NAME }',
    );
  if ('env' in source) {
    const value = system.env(source.env);
    return value === undefined
      ? fault(`The environment variable ${source.env} of this secret is not set.`)
      : sound(value);
  }
  const path = isAbsolute(source.file) ? source.file : join(directory, source.file);
  const text = await system
    .readText(path)
    .catch((error: unknown) => fault(`The file of this secret cannot be read: ${String(error)}`));
  if (text === null) return fault(`The file of this secret, ${path}, does not exist.`);
  return typeof text === 'string' ? sound(text) : text;
}

/** A newline at the end belongs to the file, not to the secret; anywhere else no ISP and no login takes one. */
function sound(text: string): Secret | SecretFault {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') return fault('This secret is empty.');
  // what is not UTF-8 was replaced while reading: better no secret than a wrong one
  if (/[\ufffd\ufeff]/.test(value))
    return fault('This secret is not plain UTF-8 text.', 'a file saved as UTF-8 without a byte order mark');
  if (/[\n\r\0]/.test(value)) return fault('This secret has more than one line.', 'one line');
  if (new TextEncoder().encode(value).length > 255) return fault('This secret is too long.', 'at most 255 bytes');
  return new Secret(value);
}

function fault(message: string, allowed: string | null = null): SecretFault {
  return { message, allowed };
}
