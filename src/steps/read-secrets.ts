import { isAbsolute } from 'node:path';
import { below } from '../system/below.ts';
import { plainName } from '../system/plain-name.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { SystemFailure } from '../system/system-failure.ts';

/** A secret that the answers name, and where its value comes from. */
export type SecretWish = {
  readonly id: string;
  readonly source: { readonly file: string } | { readonly env: string } | { readonly prompt: true };
};

/** Why a value cannot be had, never with a word of it; `allowed` is the way out, or null. */
export type SecretFault = { readonly message: string; readonly allowed: string | null };

/** What came of looking for secrets, by their ids; `files` are the files they were looked for in. */
export type FoundSecrets = {
  readonly values: ReadonlyMap<string, Secret>;
  readonly faults: ReadonlyMap<string, SecretFault>;
  readonly files: readonly string[];
};

/**
 * Reads the values of secrets, each once (a pipe gives it only once).
 * `directory` is where relative file names start: the directory of the answers file.
 */
export async function readSecrets(
  system: System,
  wishes: readonly SecretWish[],
  directory: string,
): Promise<FoundSecrets> {
  const values = new Map<string, Secret>();
  const faults = new Map<string, SecretFault>();
  const files: string[] = [];
  for (const { id, source } of wishes) {
    const path = 'file' in source ? (isAbsolute(source.file) ? source.file : below(directory, source.file)) : null;
    if (path !== null) files.push(path);
    const found = path === null ? elsewhere(system, source) : await inFile(system, path);
    if (found instanceof Secret) values.set(id, found);
    else faults.set(id, found);
  }
  return { values, faults, files };
}

/** Bytes; more than the 255 of the longest secret, so that a line too much is told apart from a film. */
const largest = 10_000;

async function inFile(system: System, path: string): Promise<Secret | SecretFault> {
  try {
    const text = await system.readText(path, largest);
    return text === null ? fault(`The file of this secret, ${plainName(path)}, does not exist.`) : sound(text);
  } catch (error) {
    if (!(error instanceof SystemFailure)) throw error;
    return fault(`This secret cannot be read: ${error.message}`);
  }
}

function elsewhere(system: System, source: SecretWish['source']): Secret | SecretFault {
  const value = 'env' in source ? system.env(source.env) : undefined;
  if (value !== undefined) return sound(value);
  if ('env' in source) return fault(`The environment variable ${source.env} of this secret is not set.`);
  return fault(
    'This secret is asked on the terminal, which this command does not do.',
    '{ file: PATH } or { env: NAME }',
  );
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
