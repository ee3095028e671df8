import type { Answers, SecretSource, TextOrSecret } from './answers.ts';

/** Names of the files below /etc/naar/secrets. */
export type SecretId = 'pppoe-password' | 'admin-password-hash' | `dhcp-option-${number}`;

/**
 * A secret and how it comes to the router: read from a source, or given as it is
 * (a hash; the public password of a preset, which lies in the same file).
 * `path` means that it is there already.
 */
export type StoredSecret = {
  readonly id: SecretId;
  readonly source: SecretSource | { readonly hash: string } | { readonly text: string };
};

/** Where naar keeps a secret on the router (0600, below a directory of 0700). */
export function secretPath(id: string): string {
  return `/etc/naar/secrets/${id}`;
}

/** Everything secret in the answers, for the one who writes it to the router. */
export function secretsOf({ wan, system }: Answers): readonly StoredSecret[] {
  const secrets: StoredSecret[] = [];
  const { password } = system.admin;
  if (wan.type === 'pppoe') secrets.push({ id: 'pppoe-password', source: sourceOf(wan.pppoe.password) });
  if (password.kind === 'secret') secrets.push({ id: 'admin-password-hash', source: password.source });
  if (password.kind === 'hash') secrets.push({ id: 'admin-password-hash', source: { hash: password.hash } });
  if (password.kind === 'path') secrets.push({ id: 'admin-password-hash', source: { path: password.path } });
  if (wan.type !== 'dhcp') return secrets;
  const { clientId, vendorClass, userClass, options } = wan.dhcp;
  const named = [
    { code: 60, value: vendorClass },
    { code: 61, value: clientId },
    { code: 77, value: userClass },
  ];
  for (const { code, value } of [...named, ...options]) {
    if (value?.kind === 'secret') secrets.push({ id: `dhcp-option-${code}`, source: value.source });
  }
  return secrets;
}

function sourceOf(value: TextOrSecret): StoredSecret['source'] {
  return value.kind === 'text' ? { text: value.text } : value.source;
}
