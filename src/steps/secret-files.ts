import { pppoeOptions } from '../render/pppoe.ts';
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
 * The files that go to /etc/naar/secrets. `values` are those that were read, by id.
 * Throws StepFailure where the login password needs a hash and nothing here can make one.
 */
export async function secretFiles(
  system: System,
  secrets: readonly StoredSecret[],
  values: ReadonlyMap<string, Secret>,
  pppoeUser: string | null,
): Promise<readonly SecretFile[]> {
  const files: SecretFile[] = [];
  for (const { id, source } of secrets) {
    const value =
      'hash' in source || 'text' in source ? new Secret('hash' in source ? source.hash : source.text) : values.get(id);
    // already on the router: nothing to carry
    if (value === undefined) continue;
    if (id === 'admin-password-hash' && !('hash' in source))
      files.push({ name: id, value: await hashed(system, value) });
    else files.push({ name: id, value });
    if (id === 'pppoe-password' && pppoeUser !== null)
      files.push({ name: 'pppoe.options', value: value.map((password) => pppoeOptions(pppoeUser, password)) });
  }
  return files;
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
