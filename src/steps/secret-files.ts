import { pppoeOptions } from '../render/pppoe.ts';
import { below } from '../system/below.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { StepFailure } from './steps.ts';

/** A file below /etc/naar/secrets, or below DIR/secrets of `naar render`. */
export type SecretFile = { readonly name: string; readonly value: Secret };

/** A secret of the answers: its value was read, or stands in them as it is, or is on the router already. */
export type StoredSecret = {
  readonly id: string;
  readonly source: { readonly hash: string } | { readonly text: string } | { readonly path: string } | object;
};

/**
 * The files that go to `directory`. `values` are those that were read, by id. The hash of a login
 * password that lies there and fits is kept: another salt would make another file of the same answers.
 * Throws StepFailure where the login password needs a hash and nothing here can make one.
 */
export async function secretFiles(
  system: System,
  secrets: readonly StoredSecret[],
  values: ReadonlyMap<string, Secret>,
  pppoeUser: string | null,
  directory: string,
): Promise<readonly SecretFile[]> {
  const files: SecretFile[] = [];
  for (const { id, source } of secrets) {
    const value =
      'hash' in source || 'text' in source ? new Secret('hash' in source ? source.hash : source.text) : values.get(id);
    // already on the router: nothing to carry
    if (value === undefined) continue;
    const login = id === 'admin-password-hash' && !('hash' in source);
    const kept = login ? await keptHash(system, value, below(directory, id)) : null;
    files.push({ name: id, value: kept ?? (login ? await hashed(system, value) : value) });
    if (id === 'pppoe-password' && pppoeUser !== null)
      files.push({ name: 'pppoe.options', value: value.map((password) => pppoeOptions(pppoeUser, password)) });
  }
  return files;
}

/** The hash in a file, where it is one of this password. perl knows the crypt(3) of the system and takes both by standard input. */
async function keptHash(system: System, password: Secret, path: string): Promise<Secret | null> {
  const hash = (await system.readText(path, 1000).catch(() => null)) ?? '';
  if (!/^\$(y|6)\$[^\n]+$/.test(hash)) return null;
  const input = password.map((text) => `${text}\n${hash}\n`);
  const check = 'chomp(my ($password, $hash) = <STDIN>); exit(crypt($password, $hash) eq $hash ? 0 : 1)';
  return (await system.run('perl', ['-e', check], { input })).code === 0 ? new Secret(hash) : null;
}

/** yescrypt by mkpasswd where there is one (NixOS and its installer have it), else SHA-512 by openssl. The password goes by standard input, never as an argument. */
async function hashed(system: System, password: Secret): Promise<Secret> {
  const tries: readonly (readonly [string, readonly string[]])[] = [
    ['mkpasswd', ['-m', 'yescrypt', '-s']],
    ['openssl', ['passwd', '-6', '-stdin']],
  ];
  for (const [command, args] of tries) {
    const result = await system.run(command, args, { input: password.map((text) => `${text}\n`) });
    const hash = result.stdout.trim();
    if (result.code === 0 && /^\$(y|6)\$/.test(hash)) return new Secret(hash);
  }
  throw new StepFailure(
    'secrets',
    'The login password must be made into a hash, and neither mkpasswd nor openssl is here to do it.',
    'Install one of them, or give { hash: ... } in its place. Nothing was written.',
  );
}
