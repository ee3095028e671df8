import type * as z from 'zod';
import { either, error, type Finding, keyError, type Path, shown } from './finding.ts';
import { didYouMean } from './nearest.ts';
import { answersFile, type Draft } from './schema.ts';
import { words } from './schema-leaves.ts';
import { keySchema, keysOf, optionsOf, type Schema, schemaAt, takesText, unionOptions } from './schema-walk.ts';
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

function faultsOf(issue: Issue, above: Path, file: YamlFile): Finding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const schema = schemaAt(path, file.value);
  const about = schema === null ? undefined : words.get(schema);
  const fault = (message: string, allowed: string | null = about?.allowed ?? null) => [error(path, message, allowed)];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(path, key, schema, about?.secret === true));
  if (issue.code === 'invalid_key') {
    const name = String(path.at(-1));
    const key = words.get(keySchema(schemaAt(path.slice(0, -1), file.value)));
    return [keyError(path, `${shown(name)} is not ${key?.noun ?? 'a name'}.`, key?.allowed ?? null)];
  }
  const input = issue.input;
  if (input === undefined) return fault(missing);
  if (about?.secret && typeof input !== 'object') {
    return fault(
      'A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead.',
    );
  }
  if (issue.code === 'invalid_union') return unionFaults(issue, path, input, schema, file) ?? fault(notA(about, input));
  const wantsText = issue.code === 'invalid_type' ? issue.expected === 'string' : schema !== null && takesText(schema);
  if (wantsText && (typeof input === 'number' || typeof input === 'boolean')) {
    const source = file.written(path) ?? String(input);
    return fault(
      `${source} without quotes is ${typeof input === 'number' ? 'a number' : 'true or false'}, not text: put it in quotes, "${source}".`,
    );
  }
  if (typeof input === 'string' && issue.code === 'invalid_type' && /^(int|number|boolean)$/.test(issue.expected)) {
    return fault(`${shown(input)} in quotes is a text: write it without quotes.`);
  }
  if (issue.code === 'invalid_type' && /^(object|record|array)$/.test(issue.expected)) {
    return fault(
      `Here stands ${shown(input)}, where ${issue.expected === 'array' ? 'a list' : 'a group of keys'} belongs.`,
    );
  }
  const options = schema === null ? [] : optionsOf(schema);
  return fault(
    about?.secret
      ? `This is not ${about.noun}.`
      : notA(about, input) + (typeof input === 'string' ? didYouMean(input, options) : ''),
  );
}

function notA(about: { noun: string } | undefined, input: unknown): string {
  if (about === undefined) return `${capital(shown(input))} is not allowed here.`;
  return `${capital(shown(input))} is not ${about.noun}.`;
}

function capital(phrase: string): string {
  return phrase.startsWith('"') ? phrase : `${phrase[0]?.toUpperCase()}${phrase.slice(1)}`;
}

function unknownKey(path: Path, key: string, schema: Schema | null, secret: boolean): Finding {
  const known = schema === null ? [] : keysOf(schema);
  // In a secret's place even a key may be the secret itself: { hunter2 }.
  const message = secret
    ? 'This is not a way to point at a secret.'
    : `${shown(key)} is not a key here.${didYouMean(key, known)}`;
  return keyError([...path, key], message, secret ? (schema && words.get(schema)?.allowed) || null : either(known));
}

/** The branch of a union that the person meant: a group of keys by the keys it has in common, anything else by its kind. */
function unionFaults(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  input: unknown,
  schema: Schema | null,
  file: YamlFile,
): Finding[] | null {
  const options = schema === null ? [] : unionOptions(schema);
  if (typeof input !== 'object' || input === null) {
    if (
      (typeof input === 'number' || typeof input === 'boolean') &&
      schema !== null &&
      words.get(schema)?.noun === 'a text or a secret'
    ) {
      return [
        error(
          path,
          `${file.written(path) ?? String(input)} is not text: put it in quotes.`,
          words.get(schema)?.allowed ?? null,
        ),
      ];
    }
    const index = typeof input === 'number' ? options.findIndex((option) => option._zod.def.type === 'number') : -1;
    return index < 0
      ? null
      : (issue.errors[index] ?? []).flatMap((inner) => faultsOf(withInput(inner as Issue, input), path, file));
  }
  const common = options.map((option) =>
    Array.isArray(input) ? Number(option._zod.def.type === 'array') : shared(option, input),
  );
  const best = Math.max(...common);
  if (best <= 0) return null;
  // Two ways at once, { file: …, env: … }: no branch is the one meant.
  if (common.filter((count) => count === best).length > 1) return null;
  return (issue.errors[common.indexOf(best)] ?? []).flatMap((inner) => faultsOf(inner as Issue, path, file));
}

function withInput(issue: Issue, input: unknown): Issue {
  return issue.path.length === 0 ? ({ ...issue, input } as Issue) : issue;
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
