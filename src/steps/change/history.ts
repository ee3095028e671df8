import { join } from 'node:path';
import { Secret } from '../../system/secret.ts';
import type { System } from '../../system/system.ts';
import type { SecretFile } from '../secret-files.ts';
import type { ChangedFile } from './change-steps.ts';
import { places, routerFiles } from './places.ts';

/** An earlier set of files. */
export type EarlierSet = {
  /** Name of its folder: when it was replaced, `2026-11-29T07-30-00`. */
  readonly name: string;
  /** When, for a person: `2026-11-29 07:30 UTC`. */
  readonly when: string;
  /** `replaced`: the router was this until then. `tried`: this was tried and taken back. */
  readonly kind: 'replaced' | 'tried';
  /** The change that replaced it, or that was tried. */
  readonly words: string;
};

/** All earlier sets, the newest first. */
export async function earlierSets(system: System): Promise<readonly EarlierSet[]> {
  const names = (await system.list(places.history)).filter((name) => /^\d{4}-\d\d-\d\dT/.test(name)).reverse();
  return Promise.all(
    names.map(async (name) => {
      const [, day = '', hour = '', minute = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)/.exec(name) ?? [];
      const words = (await system.readText(join(places.history, name, 'words')).catch(() => null)) ?? '';
      return {
        name,
        when: `${day} ${hour}:${minute} UTC`,
        kind: /-taken-back\+*$/.test(name) ? ('tried' as const) : ('replaced' as const),
        words: words.trim(),
      };
    }),
  );
}

/** What lies in an earlier set; `system` is the one that ran with it, where the router still has it. */
export async function readEarlierSet(system: System, { name, kind }: EarlierSet) {
  const folder = join(places.history, name, ...(kind === 'tried' ? ['tried'] : []));
  const files: ChangedFile[] = [];
  for (const file of routerFiles) {
    const text = await system.readText(join(folder, 'nixos', file));
    if (text !== null) files.push({ name: file, text, mode: modes[file] });
  }
  const secrets: SecretFile[] = [];
  for (const secret of await system.list(join(folder, 'secrets'))) {
    const value = await system.readText(join(folder, 'secrets', secret));
    if (value !== null) secrets.push({ name: secret, value: new Secret(value) });
  }
  const path = await system.readText(join(places.history, name, kind === 'tried' ? 'new-system' : 'system'));
  const there = path !== null && (await system.kindOf(path.trim())) !== null;
  return { files, secrets, system: there ? path.trim() : null };
}

const modes: Readonly<Record<(typeof routerFiles)[number], number>> = {
  'configuration.nix': 0o644,
  'irq-tuning.sh': 0o755,
  'answers.yaml': 0o600,
  'local.nix': 0o644,
};
