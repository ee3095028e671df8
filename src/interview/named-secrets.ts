import { dottedKey, type Path } from './finding.ts';
import type { Inquiry } from './inquiry.ts';
import type { Problem } from './problem.ts';
import type { SecretId } from './secrets.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * A secret whose value is to be had where naar runs, and the key that names it.
 * The interview is pure: whoever has the machine at hand looks for the value,
 * and `secretProblems` says what is wrong with it in the place it belongs to.
 */
export type NamedSecret = {
  readonly id: SecretId;
  readonly source: { readonly file: string } | { readonly env: string } | { readonly prompt: true };
  readonly key: string;
  /** 1-based place of the key. */
  readonly line: number;
  readonly column: number;
};

/** What is wrong with a secret, never with a word of it; `allowed` is the way out, or null. */
export type SecretFault = { readonly message: string; readonly allowed: string | null };

/** All of them, also in a file that has other problems: one run names everything. */
export function namedSecrets({ draft, wanType }: Inquiry, file: YamlFile): readonly NamedSecret[] {
  const dhcp = wanType === 'dhcp' ? draft.wan?.dhcp : undefined;
  const places: readonly (readonly [SecretId, Path, unknown])[] = [
    ['admin-password-hash', ['system', 'admin', 'password'], draft.system?.admin?.password],
    ['pppoe-password', ['wan', 'pppoe', 'password'], wanType === 'pppoe' ? draft.wan?.pppoe?.password : undefined],
    ['dhcp-option-60', ['wan', 'dhcp', 'vendorClass'], dhcp?.vendorClass],
    ['dhcp-option-61', ['wan', 'dhcp', 'clientId'], dhcp?.clientId],
    ['dhcp-option-77', ['wan', 'dhcp', 'userClass'], dhcp?.userClass],
    ...Object.entries(dhcp?.options ?? {}).map(
      ([code, value]) => [`dhcp-option-${Number(code)}`, ['wan', 'dhcp', 'options', code], value] as const,
    ),
  ];
  return places.flatMap(([id, path, value]) =>
    isSource(value) ? [{ id, source: value, key: dottedKey(path), ...file.place({ path, at: 'key' }) }] : [],
  );
}

/** A missing secret is a warning where nobody needs its value, an error where it is to be written. */
export function secretProblems(
  { key, line, column }: NamedSecret,
  fault: SecretFault | undefined,
  needed: boolean,
): readonly Problem[] {
  return fault === undefined ? [] : [{ severity: needed ? 'error' : 'warning', line, column, key, ...fault }];
}

/** Not `path`, which is on the router, nor `hash`, which is no secret any more. */
function isSource(value: unknown): value is NamedSecret['source'] {
  return typeof value === 'object' && value !== null && ('file' in value || 'env' in value || 'prompt' in value);
}
