import { at, isSet, type NixSet } from '../../nixos/evaluate.ts';

/**
 * What one module of NixOS makes of its options, in the lab. `units` and `files` are what the module would write;
 * `differs` says where the lab is not NixOS, for the reader of a result.
 */
export type Module = {
  /** Path in NixOS/nixpkgs. */
  readonly source: string;
  /** Options it answers for: dotted, `*` for any name; everything below counts. */
  readonly options: readonly string[];
  /** Its units, written as options, before those of the configuration are laid over them. */
  readonly units?: (config: NixSet) => NixSet;
  /** Files by path; those under nix/store are programs. */
  readonly files?: (config: NixSet) => Readonly<Record<string, string>>;
  /** Files whose change restarts or reloads a unit though its text stays (restartTriggers, reloadTriggers), by unit. */
  readonly triggers?: Readonly<Record<string, { readonly restart?: RegExp; readonly reload?: RegExp }>>;
  /** Lines of shell that make users, run as root before systemd starts. */
  readonly users?: (config: NixSet) => readonly string[];
  /** Units of Debian's systemd to start as they are. */
  readonly enable?: (config: NixSet) => readonly string[];
  readonly differs?: string;
};

/** One service as options. */
export function service(name: string, unit: NixSet): NixSet {
  return { systemd: { services: { [name]: unit } } };
}

/** Those units where a condition holds, else none. */
export function when(holds: boolean, units: NixSet): NixSet {
  return holds ? units : {};
}

/** Whether `enable` at a path is true. */
export function on(config: NixSet, ...path: readonly string[]): boolean {
  return at(config, ...path, 'enable') === true;
}

/** A file at a path, or none where its service is off. */
export function written(path: string, text: string | null, head = ''): Readonly<Record<string, string>> {
  return text === null ? {} : { [path]: `${head}${text}` };
}

/** Names and values of a set; none of what is no set. */
export function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(isSet(value) ? value : {});
}

/** Items of a list; none of what is no list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
