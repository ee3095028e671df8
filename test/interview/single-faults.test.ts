import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkAnswers } from '../../src/interview/check.ts';
import { soundAnswers } from './bad-answers.ts';

const scenarios = join(import.meta.dirname, '../scenarios');
const seeds = [
  soundAnswers,
  ...['two-jack-bridge-apu4', 'flat-dhcp'].map((name) => readFileSync(join(scenarios, name, 'answers.yaml'), 'utf8')),
];

type Group = Record<string, unknown>;

/** One mistake that a person can make in one place of a file; null where it cannot be made there. */
const faults: Readonly<Record<string, (holder: Group, key: string) => void>> = {
  'a mistyped key': (holder, key) => rename(holder, key, `${key.slice(0, -1)}x${key.at(-1)}`),
  'a key in capitals': (holder, key) => rename(holder, key, key.toUpperCase()),
  'a key left out': (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  },
  'a word': (holder, key) => replace(holder, key, 'nonsense value'),
  'a number': (holder, key) => replace(holder, key, 77777),
  true: (holder, key) => replace(holder, key, true),
  nothing: (holder, key) => replace(holder, key, null),
  'an empty text': (holder, key) => replace(holder, key, ''),
  'a group in place of a value': (holder, key) => replaceValue(holder, key, { foo: 1 }),
  'an empty group in place of a value': (holder, key) => replaceValue(holder, key, {}),
  'a list': (holder, key) => replace(holder, key, ['x']),
};

function rename(holder: Group, key: string, name: string): void {
  if (Array.isArray(holder)) return;
  const value = holder[key];
  delete holder[key];
  holder[name] = value;
}

function replace(holder: Group, key: string, value: unknown): void {
  holder[key] = value;
}

/** A whole group replaced would be as many mistakes as it has needed keys. */
function replaceValue(holder: Group, key: string, value: unknown): void {
  if (typeof holder[key] !== 'object') holder[key] = value;
}

/** Where one mistake is several: a name is gone that several places speak of, or a group with several needed keys. */
function speaksOfMore(path: readonly string[], fault: string): boolean {
  const named = ['ports', 'networks', 'devices'].includes(path[0] ?? '') && path.length === 2;
  const renamed = ['a mistyped key', 'a key in capitals', 'a key left out'].includes(fault);
  return (named && renamed) || (path.join('.') === 'wan.pppoe' && fault === 'a key left out');
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

describe('one mistake gives one message', () => {
  it.each(Object.keys(faults))('%s', (name) => {
    for (const seed of seeds) {
      const told = (text: string) =>
        checkAnswers(text, null, { where: 'check' }).problems.map(({ key, message }) => `${key}: ${message}`);
      const before = told(seed);
      for (const path of pathsOf(parse(seed))) {
        if (speaksOfMore(path, name)) continue;
        const tree = parse(seed) as Group;
        const holder = path.slice(0, -1).reduce((at, key) => at[key] as Group, tree);
        faults[name]?.(holder, path.at(-1) ?? '');
        const fresh = told(stringify(tree)).filter((line) => !before.includes(line));
        expect(fresh.slice(1), `${path.join('.')}, beside "${fresh[0]}"`).toEqual([]);
      }
    }
  });
});
