import { createHash } from 'node:crypto';
import { at, isSet, type NixSet } from '../../nixos/evaluate.ts';
import { modules } from './modules.ts';

/** What a change of the configuration looks at in a unit: its text with all it names in the store, and its triggers. */
export type SwitchableUnit = {
  /** Digest of the unit's text, of the scripts behind it, and of what restarts it. */
  readonly text: string;
  /** Digest of what only reloads it. */
  readonly reload: string;
  /** What NixOS does where the text differs (systemd.services.NAME.reloadIfChanged and its kin). */
  readonly changed: 'reload' | 'restart' | 'stop and start' | 'leave';
};

/**
 * Every unit of a router by its file name, for a change from one router to another as switch-to-configuration makes it.
 * `whole` are the options of all modules, `files` the router's files by path. Units of Debian's that a module only
 * triggers (systemd-networkd) are in it too.
 */
export function switchableUnits(
  whole: NixSet,
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, SwitchableUnit>> {
  const triggers = Object.assign({}, ...modules.map((module) => module.triggers ?? {})) as Readonly<
    Record<string, { readonly restart?: RegExp; readonly reload?: RegExp }>
  >;
  const own = Object.keys(files).flatMap((path) => /^etc\/systemd\/system\/([^/]+)$/.exec(path)?.[1] ?? []);
  return Object.fromEntries(
    [...new Set([...own, ...Object.keys(triggers)])].map((name): [string, SwitchableUnit] => {
      const { restart, reload } = triggers[name] ?? {};
      const unit = files[`etc/systemd/system/${name}`] ?? '';
      return [
        name,
        {
          text: digest([unit, ...behind(unit, files), ...matching(files, restart)]),
          reload: digest(matching(files, reload)),
          changed: whenChanged(at(whole, 'systemd', 'services', name.replace(/\.service$/, ''))),
        },
      ];
    }),
  );
}

function whenChanged(service: unknown): SwitchableUnit['changed'] {
  const option = (name: string) => (isSet(service) ? service[name] : undefined);
  if (option('reloadIfChanged') === true) return 'reload';
  if (option('restartIfChanged') === false) return 'leave';
  return option('stopIfChanged') === false ? 'restart' : 'stop and start';
}

/** Texts in the store that a text names, and those that they name. In NixOS a change of them changes their path. */
function behind(
  text: string,
  files: Readonly<Record<string, string>>,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const paths = [...new Set(text.match(/nix\/store\/[\w+.?=/-]+/g) ?? [])].filter(
    (path) => files[path] !== undefined && !seen.has(path),
  );
  const all = new Set([...seen, ...paths]);
  return paths.flatMap((path) => [files[path] ?? '', ...behind(files[path] ?? '', files, all)]);
}

function matching(files: Readonly<Record<string, string>>, pattern: RegExp | undefined): readonly string[] {
  if (pattern === undefined) return [];
  return Object.keys(files)
    .filter((path) => pattern.test(path))
    .sort()
    .flatMap((path) => [path, files[path] ?? '']);
}

function digest(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex');
}
