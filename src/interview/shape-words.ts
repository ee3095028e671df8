import * as z from 'zod/mini';
import { either, shown } from './finding.ts';
import { didYouMean } from './nearest.ts';
import { words } from './schema-leaves.ts';
import { keysOf, optionsOf, type Schema, takesNumber } from './schema-walk.ts';

/** What is wrong with one value of the file, in a sentence. `written`: as it stands there. */
export function wording(issue: z.core.$ZodIssue, schema: Schema | null, written: string): string {
  const { input } = issue;
  const about = schema === null ? undefined : words.get(schema);
  const options = schema === null ? [] : optionsOf(schema);
  if (about?.secret === 'always' && schema?._zod.def.type === 'union' && typeof input !== 'object') {
    return 'A secret never stands in the answers themselves: they are read, copied and shown; say where it is instead.';
  }
  if (about?.secret === 'always')
    return `This is not ${about.noun}${typeof input === 'number' ? ', but a number' : ''}.`;
  if (typeof input === 'string' && schema !== null && takesNumber(schema) && Number.isFinite(Number(input || 'x'))) {
    return `${shown(input)} in quotes is a text: write it without quotes.`;
  }
  if ((typeof input === 'number' || typeof input === 'boolean') && schema !== null && takesText(schema, written)) {
    const kind = typeof input === 'number' ? 'a number' : 'true or false';
    return `${written} without quotes is ${kind}, not text: put it in quotes, "${written}".`;
  }
  if (issue.code === 'invalid_type' && /^(object|record|array)$/.test(issue.expected)) {
    // What stands here may be a key or a password that lost its place: it is not repeated.
    const kind = typeof input === 'string' ? 'a text' : shown(input);
    return `Here stands ${kind}, where ${issue.expected === 'array' ? 'a list' : 'a group of keys'} belongs.`;
  }
  if (Array.isArray(input) && issue.code === 'too_small') return 'This list is empty.';
  const value = typeof input === 'object' ? capital(shown(input)) : typeof input === 'number' ? written : shown(input);
  // YAML 1.1 reads the word on as true, and some programs still write it so.
  const word = input === true && options.includes('on') ? 'on' : typeof input === 'string' ? input : '';
  return `${value} is not ${about?.noun ?? 'allowed here'}.${didYouMean(word, options)}`;
}

/** The value would do, were it a text. */
function takesText(schema: Schema, written: string): boolean {
  return !takesNumber(schema) && z.safeParse(schema, written).success;
}

/** What may stand in a place, in a phrase; a group without words of its own is told by its keys. */
export function allowedAt(schema: Schema | null): string | null {
  if (schema === null) return null;
  const about = words.get(schema);
  if (about !== undefined) return about.allowed;
  const { type } = schema._zod.def;
  if (type === 'array') return 'a list, each entry on a line of its own behind "- "';
  const keys = keysOf(schema);
  return keys.length === 0
    ? null
    : `a group with ${keys.length === 1 ? 'the key' : 'some of the keys'} ${either(keys)}`;
}

function capital(phrase: string): string {
  return `${phrase[0]?.toUpperCase()}${phrase.slice(1)}`;
}
