import * as z from 'zod/mini';
import { either, error, type Finding, keyError, type Path, shown } from './finding.ts';
import { nearest } from './nearest.ts';
import { answersFile, type Draft } from './schema.ts';
import { words } from './schema-leaves.ts';
import { keySchema, keysOf, type Schema, schemaAt, unionOptions } from './schema-walk.ts';
import { allowedAt, wording } from './shape-words.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * Everything in the file that has not the shape of answers, and what is left once
 * it is taken out: the rules judge that, so that one run names every problem.
 * What stands under a refused name is left, so that the rules do not miss it.
 */
export function readShape(file: YamlFile): Shape {
  // zod would write and compile a parser for each object, which takes longer than one reading of a file
  const result = answersFile.safeParse(file.value, { reportInput: true, jitless: true });
  const all = result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue as Issue, [], file));
  const meant = new Set(all.flatMap((fault) => (fault.meant === undefined ? [] : [idOf(fault.meant)])));
  // A mistyped key and the key that is missing for it are one fault.
  const faults = all.filter(({ finding, kind }) => kind !== 'missing' || !meant.has(idOf(finding.path)));
  for (const { gone } of faults) if (gone !== null) remove(file.value, gone);
  const names = new Set(faults.filter(({ kind }) => kind === 'name').map(({ finding }) => idOf(finding.path)));
  return {
    draft: file.value as Draft,
    findings: faults.map(({ finding }) => finding),
    meant: (path) => meant.has(idOf(path)),
    misnamed: (path) => names.has(idOf(path)),
  };
}

/** The file's answers as far as they have the right shape. */
export type Shape = {
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  /** A mistyped key stands for this one, or a refused name but for its case, and is told already. */
  meant(path: Path): boolean;
  /** The name at the end of this path is refused already; what it names is still in the draft. */
  misnamed(path: Path): boolean;
};

type Fault = {
  readonly finding: Finding;
  readonly kind: 'value' | 'key' | 'name' | 'missing';
  /** What is taken out of the answers for it; null for nothing. */
  readonly gone: Path | null;
  /** What a mistyped key or a refused name most likely stands for. */
  readonly meant?: Path;
};

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, above: Path, file: YamlFile): Fault[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const schema = schemaAt(path, file.value);
  if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, schema);
  if (issue.code === 'invalid_key') return nameFaults(path, file);
  if (issue.code === 'invalid_union' && typeof issue.input === 'object' && issue.input !== null && schema !== null) {
    const faults = groupFaults(issue, path, issue.input, schema, file);
    if (faults !== null) return faults;
  }
  if (issue.input === undefined)
    return [{ finding: error(path, 'This key is missing.', allowedAt(schema)), kind: 'missing', gone: null }];
  return [wrong(path, wording(issue, schema, file.written(path) ?? shown(issue.input)), schema)];
}

function wrong(path: Path, message: string, schema: Schema | null): Fault {
  return { finding: error(path, message, allowedAt(schema)), kind: 'value', gone: path };
}

/** A refused name, and what is wrong below it: the schema stops at the name. */
function nameFaults(path: Path, file: YamlFile): Fault[] {
  const about = words.get(keySchema(schemaAt(path.slice(0, -1), file.value)));
  const message = `${shown(path.at(-1))} is not ${about?.noun ?? 'a name'}.`;
  // `LAN` is refused, and whoever says `lan` elsewhere means it.
  const meant = [...path.slice(0, -1), String(path.at(-1)).toLowerCase()];
  const named: Fault = { finding: keyError(path, message, about?.allowed ?? null), kind: 'name', gone: null, meant };
  const schema = schemaAt(path, file.value);
  const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], file.value);
  const below = schema === null ? null : z.safeParse(schema, value, { reportInput: true });
  return [named, ...(below?.error?.issues ?? []).flatMap((issue) => faultsOf(issue as Issue, path, file))];
}

function unknownKeys(path: Path, keys: readonly string[], schema: Schema | null): Fault[] {
  const about = schema === null ? undefined : words.get(schema);
  // In the place of a secret even a key may be the secret itself, { hunter2 }: it is not repeated.
  if (about?.secret !== undefined) return [wrong(path, 'This group has a key that is not known here.', schema)];
  const known = schema === null ? [] : keysOf(schema);
  // Where something else than a group may stand as well, that is worth saying.
  const several = schema?._zod.def.type === 'union';
  return keys.map((key) => {
    const near = nearest(key, known);
    const message = `${shown(key)} is not a key here.${near === null ? '' : ` Did you mean "${near}"?`}`;
    const finding = keyError([...path, key], message, (several ? about?.allowed : null) ?? either(known));
    return { finding, kind: 'key', gone: [...path, key], ...(near === null ? {} : { meant: [...path, near] }) };
  });
}

/** Where groups of several kinds, or a list, may stand: judged as the kind that was meant, by the keys they have in common. */
function groupFaults(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  input: object,
  schema: Schema,
  file: YamlFile,
): Fault[] | null {
  const options = unionOptions(schema);
  const common = options.map((option) =>
    Array.isArray(input) ? Number(option._zod.def.type === 'array') : shared(option, input),
  );
  const best = Math.max(...common);
  if (Array.isArray(input)) {
    return best === 0 ? null : branchFaults(issue, common.indexOf(best), path, file);
  }
  if (keysOf(schema).length === 0) return null;
  const given = Object.keys(input);
  if (given.length === 0) return [wrong(path, 'This group of keys is empty.', schema)];
  // Without them the group would be empty, which none of the kinds may be.
  if (best === 0) return unknownKeys(path, given, schema).map((fault) => ({ ...fault, gone: path }));
  // Two kinds at once: { file: …, env: … }.
  if (common.filter((count) => count === best).length > 1) {
    const rivals = given.filter((key) => keysOf(schema).includes(key));
    return [wrong(path, `${either(rivals.map(shown), 'and')} exclude each other: one of them is enough.`, schema)];
  }
  return branchFaults(issue, common.indexOf(best), path, file);
}

function branchFaults(issue: Issue & { code: 'invalid_union' }, branch: number, path: Path, file: YamlFile): Fault[] {
  return (issue.errors[branch] ?? []).flatMap((inner) => faultsOf(inner as Issue, path, file));
}

function shared(option: Schema, input: object): number {
  const known = keysOf(option);
  return Object.keys(input).filter((key) => known.includes(key)).length;
}

function idOf(path: Path): string {
  return JSON.stringify(path);
}

/** Takes a refused value out; a place in a list stays empty, so that the others keep their numbers. */
function remove(value: unknown, path: Path): void {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : null),
      value,
    );
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return;
  if (Array.isArray(holder)) holder[Number(last)] = undefined;
  else delete (holder as Record<string, unknown>)[last];
}
