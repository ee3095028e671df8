import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The Nix releases whose options the project knows. */
export type Release = '25.11' | '26.05' | '26.11';

/**
 * A generated configuration as data: what the function in configuration.nix
 * gives when it is called with our stubs of lib and pkgs. Marks of lib stay
 * visible (`{ _type: 'override', … }`), see plainConfiguration for the values.
 * `dir` holds configuration.nix and local.nix; the hardware file may be
 * missing. Texts that pkgs.writeText and its kin made are read with storeText.
 * Throws the message of Nix where it does not evaluate.
 */
export async function evaluateConfiguration(dir: string, release: string): Promise<unknown> {
  return evaluate('evaluate.nix', dir, release);
}

/** The project's flake.nix in `dir` as data, see evaluate-flake.nix. Throws the message of Nix where it does not evaluate. */
export async function evaluateFlake(dir: string, release: string): Promise<unknown> {
  return evaluate('evaluate-flake.nix', dir, release);
}

async function evaluate(program: string, dir: string, release: string): Promise<unknown> {
  const expression = `import ${join(import.meta.dirname, program)} { folder = ${pathLiteral(dir)}; release = "${release}"; }`;
  const { stdout } = await nixInstantiate([
    '--eval',
    '--strict',
    '--json',
    '--read-write-mode',
    '--show-trace',
    '--expr',
    expression,
  ]);
  return JSON.parse(stdout);
}

/** Whether a file is Nix at all. Throws the message of Nix where it is not. */
export async function parseNix(file: string): Promise<void> {
  await nixInstantiate(['--parse', file]);
}

/** Text behind a path into the store of these evaluations, also `…-name/bin/name` of a script package; null where there is none. */
export function storeText(path: string): string | null {
  const file = storePaths(path)[0];
  return file !== undefined && path.startsWith(file) && statSync(file, { throwIfNoEntry: false })?.isFile()
    ? readFileSync(file, 'utf8')
    : null;
}

/** Paths into the store of these evaluations that occur in a text, each once. */
export function storePaths(text: string): readonly string[] {
  return [...new Set(text.match(new RegExp(`${store}/[a-z0-9]{32}-[\\w+.?=-]+`, 'g')) ?? [])];
}

/**
 * The values without the marks of lib: overrides and orders give their
 * content, an `mkIf false` is gone, `mkMerge` is merged (lists joined).
 */
export function plainConfiguration(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainConfiguration).filter((item) => item !== undefined);
  if (!isSet(value)) return value;
  if (value._type === 'override' || value._type === 'order') return plainConfiguration(value.content);
  if (value._type === 'if') return value.condition === true ? plainConfiguration(value.content) : undefined;
  if (value._type === 'merge' && Array.isArray(value.contents))
    return value.contents.map(plainConfiguration).reduce(merge, undefined);
  const entries = Object.entries(value).map(([name, inner]) => [name, plainConfiguration(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** A Nix attribute set as it arrives in JSON. */
export type NixSet = { readonly [name: string]: unknown };

export function isSet(value: unknown): value is NixSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path of the configuration (`at(config, 'services', 'unbound', 'settings')`), or undefined. */
export function at(config: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (isSet(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    config,
  );
}

// texts in it are named by their hash, so runs may share it; Nix needs neither a daemon nor /nix for it
const home = join(tmpdir(), `naar-nix-${userInfo().uid}`);
const store = join(home, 'store');

async function nixInstantiate(args: readonly string[]): Promise<{ readonly stdout: string }> {
  mkdirSync(join(home, 'etc'), { recursive: true, mode: 0o700 });
  // a machine with only the nix-bin package has no group of builders
  writeFileSync(join(home, 'etc', 'nix.conf'), 'build-users-group =\n');
  const options = {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      NIX_STORE_DIR: store,
      NIX_STATE_DIR: join(home, 'state'),
      NIX_LOG_DIR: join(home, 'log'),
      NIX_CONF_DIR: join(home, 'etc'),
      NIX_REMOTE: '',
      NIX_PATH: '',
    },
  } as const;
  try {
    return await promisify(execFile)('nix-instantiate', args, options);
  } catch (failure) {
    if (isSet(failure) && typeof failure.stderr === 'string' && failure.stderr !== '')
      throw new Error(failure.stderr.trim());
    throw failure;
  }
}

function pathLiteral(dir: string): string {
  // a path made from a text: the folder may have any name
  return `(/. + ${JSON.stringify(resolve(dir)).replaceAll('${', '\\${')})`;
}

function merge(left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (!isSet(left) || !isSet(right)) return right;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, merge(left[name], right[name])]));
}
