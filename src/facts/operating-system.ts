import type { OperatingSystem } from './facts.ts';

/**
 * Which system runs here and what naar may do on it. Only the NixOS installer
 * is a place to install from, and only a NixOS with naar's answers is one of
 * naar's routers; `configured` says whether /etc/nixos holds an answers.yaml.
 */
export function operatingSystemOf(
  osRelease: string | null,
  kernel: string | null,
  configured: boolean,
): OperatingSystem {
  const fields = parseOsRelease(osRelease ?? '');
  const id = fields.get('ID') ?? '';
  return {
    id,
    release: fields.get('VERSION_ID') ?? null,
    kernel: (kernel ?? '').trim(),
    role:
      id !== 'nixos'
        ? 'other'
        : fields.get('VARIANT_ID') === 'installer'
          ? 'installer'
          : configured
            ? 'router'
            : 'other',
  };
}

/** The assignments of os-release(5), their quotes taken off; lines that are none are passed over. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, key, value] = /^\s*([A-Z_0-9]+)=(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, unquoted(value)]];
    }),
  );
}

function unquoted(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  if (inner === undefined) return value;
  return quote === '"' ? inner.replace(/\\([\\"$`])/g, '$1') : inner;
}
