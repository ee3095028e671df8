import type * as z from 'zod/mini';
import { either, error, type Finding, keyError, type Path, shown } from './finding.ts';
import { didYouMean } from './nearest.ts';
import { answersFile, type Draft } from './schema.ts';
import { words } from './schema-leaves.ts';
import {
  keySchema,
  keysOf,
  optionsOf,
  type Schema,
  schemaAt,
  takesNumber,
  takesText,
  unionOptions,
} from './schema-walk.ts';
import type { YamlFile } from './yaml-file.ts';

/**
 * Everything in the file that has not the shape of answers, and what is left once
 * it is taken out: the rules judge that, so that one run names every problem.
 */
export function readShape(file: YamlFile): { draft: Draft; findings: readonly Finding[] } {
  const result = answersFile.safeParse(file.value, { reportInput: true });
  const faults = result.success ? [] : result.error.issues.flatMap((issue) => faultsOf(issue as Issue, [], file));
  for (const finding of faults) if (finding.message !== missing) remove(file.value, finding.path);
  return { draft: file.value as Draft, findings: faults };
}

type Issue = z.core.$ZodIssue;

const missing = 'This key is missing.';
const wrongKeys = 'These keys are not known here, or exclude each other.';

function faultsOf(issue: Issue, above: Path, file: YamlFile): Finding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const schema = schemaAt(path, file.value);
  const about = schema === null ? undefined : words.get(schema);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(path, key, schema, about?.secret === true));
  }
  if (issue.code === 'invalid_key') {
    const key = words.get(keySchema(schemaAt(path.slice(0, -1), file.value)));
    return [keyError(path, `${shown(path.at(-1))} is not ${key?.noun ?? 'a name'}.`, key?.allowed ?? null)];
  }
  if (issue.code === 'invalid_union' && typeof issue.input === 'object' && issue.input !== null && schema !== null) {
    const faults = groupFaults(issue, path, issue.input, schema, file);
    if (faults !== null) return faults;
  }
  return [error(path, wording(issue, schema, file.written(path) ?? shown(issue.input)), about?.allowed ?? null)];
}

/** What is wrong with one value. `written`: as it stands in the file. */
function wording(issue: Issue, schema: Schema | null, written: string): string {
  const { input } = issue;
  const about = schema === null ? undefined : words.get(schema);
  const options = schema === null ? [] : optionsOf(schema);
  if (input === undefined) return missing;
  if (about?.secret && schema?._zod.def.type === 'union' && typeof input !== 'object') {
    return 'A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead.';
  }
  if (about?.secret) return `This is not ${about.noun}.`;
  if (typeof input === 'string' && schema !== null && takesNumber(schema) && Number.isFinite(Number(input || 'x'))) {
    return `${shown(input)} in quotes is a text: write it without quotes.`;
  }
  if (
    schema !== null &&
    takesText(schema) &&
    (typeof input === 'number' || (typeof input === 'boolean' && options.length === 0))
  ) {
    const kind = typeof input === 'number' ? 'a number' : 'true or false';
    return `${written} without quotes is ${kind}, not text: put it in quotes, "${written}".`;
  }
  if (issue.code === 'invalid_type' && /^(object|record|array)$/.test(issue.expected)) {
    // What stands here may be a key or a password that lost its place: it is not repeated.
    const wrong = typeof input === 'string' ? 'a text' : shown(input);
    return `Here stands ${wrong}, where ${issue.expected === 'array' ? 'a list' : 'a group of keys'} belongs.`;
  }
  if (Array.isArray(input) && issue.code === 'too_small') return 'This list is empty.';
  const value = typeof input === 'object' ? `${shown(input)[0]?.toUpperCase()}${shown(input).slice(1)}` : shown(input);
  return `${value} is not ${about?.noun ?? 'allowed here'}.${typeof input === 'string' ? didYouMean(input, options) : ''}`;
}

function unknownKey(path: Path, key: string, schema: Schema | null, secret: boolean): Finding {
  const known = schema === null ? [] : keysOf(schema);
  // In the place of a secret even a key may be the secret itself, { hunter2 }: it is not repeated.
  if (secret) return error(path, wrongKeys, (schema && words.get(schema)?.allowed) || null);
  return keyError([...path, key], `${shown(key)} is not a key here.${didYouMean(key, known)}`, either(known));
}

/** Where groups of several kinds, or a list, may stand: judged as the kind that was meant, by the keys they have in common. */
function groupFaults(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  input: object,
  schema: Schema,
  file: YamlFile,
): Finding[] | null {
  const options = unionOptions(schema);
  const common = options.map((option) =>
    Array.isArray(input) ? Number(option._zod.def.type === 'array') : shared(option, input),
  );
  const best = Math.max(...common);
  if (Array.isArray(input) && best === 0) return null;
  // No kind, or two at once: { file: …, env: … }.
  if (best === 0 || common.filter((count) => count === best).length > 1) {
    return [error(path, wrongKeys, words.get(schema)?.allowed ?? null)];
  }
  return (issue.errors[common.indexOf(best)] ?? []).flatMap((inner) => faultsOf(inner as Issue, path, file));
}

function shared(option: Schema, input: object): number {
  const known = keysOf(option);
  return Object.keys(input).filter((key) => known.includes(key)).length;
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
