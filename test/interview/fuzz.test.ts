import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Answers } from '../../src/interview/answers.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { secretsOf } from '../../src/interview/secrets.ts';
import { soundAnswers } from './bad-answers.ts';
import { apu } from './facts.ts';

const examples = ['edpnet', 'flat-dhcp', 'minimal'].map((name) =>
  readFileSync(join(import.meta.dirname, '../../assets/examples', `${name}.yaml`), 'utf8'),
);
const seeds = [...examples, soundAnswers];
const trees = seeds.map((text) => parse(text) as Tree);

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** Values that some key of the answers takes, and values that none does. */
const values: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom<Tree>(
    null,
    true,
    false,
    0,
    1,
    20,
    90,
    4095,
    -1,
    1.5,
    '',
    'off',
    'on',
    'none',
    'auto',
    'tagged',
    'untagged',
    'trusted',
    'guest',
    'isolated',
    'both',
    'tcp',
  ),
  fc.constantFrom<Tree>(
    'pppoe',
    'dhcp',
    'static',
    'isp',
    'lan',
    'iot',
    'nas',
    'switch',
    'uplink',
    'infinite',
    '2m',
    '1G',
    '12h',
    '5000-6000',
    '26.11',
    'nl-kpn',
    'fr-orange',
    'matter-thread',
    'sonos',
  ),
  fc.constantFrom<Tree>(
    '192.168.20.1',
    '192.168.20.1/24',
    '10.0.0.1/8',
    '192.168.90.129/25',
    '100.64.0.1/30',
    '2620:fe::fe',
    'fd00::/48',
    '00:0d:b9:00:00:03',
    '02:00:00:00:00:10',
  ),
  fc.constantFrom<Tree>(
    {},
    [],
    { path: '/run/secrets/x' },
    { env: 'X' },
    { prompt: true },
    { hash: '$y$j9T$abcdefghijklmnop' },
    { from: '192.168.20.9', to: '192.168.20.12' },
    { prefixLength: 64 },
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.double(),
);

const keys = fc.oneof(
  fc.constantFrom(
    'version',
    'system',
    'admin',
    'password',
    'vlan',
    'mac',
    'name',
    'address',
    'ports',
    'dhcp',
    'zone',
    'isp',
    'ula',
    'swap',
    'erase',
    'profile',
    'allow',
    'static',
    'mtu',
    'ipv6',
    'priority',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', '<<', '1', 'null', 'a b', '📶', 'hasOwnProperty'),
  fc.string({ maxLength: 8 }),
);

type Edit = { at: number; how: 'replace' | 'remove' | 'rename' | 'add' | 'copy'; key: string; value: Tree };
const edits: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'rename', 'add', 'copy'),
  key: keys,
  value: values,
});

/** Changes some values, keys or places of a sound tree: most of it stays sound, so that the deeper rules are reached. */
const mutatedTree = fc
  .tuple(fc.constantFrom(...trees), fc.array(edits, { minLength: 1, maxLength: 2 }))
  .map(([tree, list]) => list.reduce(edited, structuredClone(tree)));

function edited(tree: Tree, { at, how, key, value }: Edit): Tree {
  const places: { holder: Record<string, Tree>; key: string }[] = [];
  const walk = (holder: Tree) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [name, child] of Object.entries(holder)) {
      places.push({ holder: holder as Record<string, Tree>, key: name });
      walk(child);
    }
  };
  walk(tree);
  const place = places[at % Math.max(places.length, 1)];
  if (place === undefined) return tree;
  const set = (name: string, what: Tree) =>
    Object.defineProperty(place.holder, name, { value: what, enumerable: true, configurable: true, writable: true });
  if (how === 'replace') set(place.key, value);
  if (how === 'add') set(key, value);
  if (how === 'copy') set(key, structuredClone(place.holder[place.key] ?? null));
  if (how === 'rename') set(key, place.holder[place.key] ?? null);
  if ((how === 'remove' || how === 'rename') && !Array.isArray(place.holder)) delete place.holder[place.key];
  return tree;
}

/** Cuts, doubles or replaces a piece of the text itself. */
const mutatedText = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.nat(),
    fc.nat(30),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '\t',
        '\0',
        '"',
        "'",
        '{',
        '}',
        '[',
        ': ',
        '- ',
        '&a ',
        '*a',
        '!t ',
        '\r\n',
        '\ufeff',
        '---\n',
        '%YAML 1.1\n---\n',
        '? ',
        '| ',
        '> ',
      ),
    ),
  )
  .map(
    ([text, at, length, piece]) =>
      `${text.slice(0, at % text.length)}${piece}${text.slice((at % text.length) + length)}`,
  );

const anything = fc.oneof(
  { weight: 6, arbitrary: mutatedTree.map((tree) => stringify(tree)) },
  { weight: 2, arbitrary: mutatedTree.map((tree) => JSON.stringify(tree)) },
  { weight: 4, arbitrary: mutatedText },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.json().map((text) => `version: 1\nnetworks: ${text}`) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => new TextDecoder().decode(bytes)) },
);

const machines = fc.oneof(
  { weight: 6, arbitrary: fc.constant(apu()) },
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant(apu({ jacks: [] })) },
);
const wheres = fc.oneof(
  { weight: 4, arbitrary: fc.constant('check' as const) },
  { weight: 2, arbitrary: fc.constant('render' as const) },
  { weight: 1, arbitrary: fc.constant('install' as const) },
);

/** What must stay when answers go to the router and come back: all but consent and the places of secrets. */
function lasting({ keptText, disk, ...answers }: Answers): unknown {
  const plain = JSON.stringify({ ...answers, disk: { ...disk, erase: false } }, (_, value) =>
    value instanceof Map ? [...value] : value,
  );
  return plain
    .replace(/{"(file|env|path)":"(?:[^"\\]|\\.)*"}|{"prompt":true}/g, '"secret"')
    .replace(/{"kind":"(secret|hash|path)",[^}]*}/g, '"secret"');
}

describe('20,000 random and mutated files', () => {
  it('give either answers or errors, never both, never a crash', () => {
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(anything, machines, wheres, (text, facts, where) => {
        const { problems, answers } = checkAnswers(text, facts, { where });
        const errors = problems.filter((problem) => problem.severity === 'error');
        expect(answers === null).toBe(errors.length > 0);
        for (const { line, column, message } of problems) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message).toMatch(/^\P{C}+[.?]$/u);
        }
        seen[answers === null ? 'refused' : 'accepted'] += 1;
        if (answers === null) return;
        const again = checkAnswers(answers.keptText, facts, { where: where === 'install' ? 'render' : where });
        expect(again.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
        expect(again.answers?.keptText).toBe(answers.keptText);
        expect(lasting(again.answers!)).toEqual(lasting(answers));
        // Elsewhere, without the machine and its facts, they are the same answers still.
        const elsewhere = checkAnswers(answers.keptText, null, { where: 'check' }).answers;
        expect(elsewhere?.keptText).toBe(answers.keptText);
        expect(elsewhere?.system).toEqual(again.answers?.system);
      }),
      { numRuns: 20_000 },
    );
    // Both sides of the fence were visited, so the property says something about each.
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(1000);
  }, 900_000);
});

describe('the answers that stay on the router', () => {
  it('are the same bytes from JSON and from YAML with its keys in another order', () => {
    const backwards = (tree: Tree, path: string): Tree => {
      if (Array.isArray(tree)) return tree.map((item) => backwards(item, `${path}[]`));
      if (typeof tree !== 'object' || tree === null) return tree;
      const names = /^\.(ports|networks|devices|networks\.[^.]+\.ports)$/.test(path);
      const entries = Object.entries(tree).map(([key, value]) => [key, backwards(value, `${path}.${key}`)] as const);
      return Object.fromEntries(names ? entries : entries.reverse());
    };
    for (const [index, text] of seeds.entries()) {
      const kept = (file: string) => checkAnswers(file, apu(), { where: 'render' }).answers?.keptText;
      const tree = trees[index] as Tree;
      expect(kept(text)).toBeTypeOf('string');
      expect(kept(JSON.stringify(tree))).toBe(kept(text));
      expect(kept(stringify(backwards(tree, '')))).toBe(kept(text));
    }
  });

  it('hold no consent, no secret but its place, and the MACs of the jacks', () => {
    const kept = checkAnswers(
      soundAnswers.replace('uplink: { mac: "00:0d:b9:00:00:01" }', 'uplink: { name: enp1s0 }'),
      apu(),
      { where: 'install' },
    ).answers?.keptText;
    expect(kept).toContain('erase: false');
    expect(kept).toContain('uplink: { mac: "00:0d:b9:00:00:01" }');
    expect(kept).toContain('password: { path: /etc/naar/secrets/admin-password-hash }');
    expect(kept).toContain('password: { path: /etc/naar/secrets/pppoe-password }');
    expect(kept).toMatch(/ula: fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}::\/48/);
    expect(kept).toContain('stateVersion: "26.05"');
    expect(kept).toContain('boot: bios');
  });

  it('keep a secret where it lies on the router already, and name those of DHCP by their option', () => {
    const answersWith = (dhcp: string) => {
      const text = soundAnswers
        .replace('{ file: ./admin-password }', '{ path: /run/agenix/admin }')
        .replace(/ {2}type: pppoe[\s\S]*? {2}ipv6/, `  type: dhcp\n  dhcp: ${dhcp}\n  ipv6`);
      return checkAnswers(text, apu(), { where: 'render' }).answers;
    };
    const identified = answersWith('{ clientId: { env: A }, vendorClass: open }');
    expect(identified?.keptText).toContain('    clientId: { path: /etc/naar/secrets/dhcp-option-61 }\n');
    expect(secretsOf(identified!).at(-1)).toEqual({ id: 'dhcp-option-61', source: { env: 'A' } });
    const answers = answersWith(
      '{ vendorClass: open, userClass: { prompt: true }, options: { 125: { file: b }, 90: x } }',
    );
    expect(answers?.keptText).toContain('password: { path: /run/agenix/admin }');
    expect(answers?.keptText).toContain(`  dhcp:
    vendorClass: open
    userClass: { path: /etc/naar/secrets/dhcp-option-77 }
    options:
      "90": x
      "125": { path: /etc/naar/secrets/dhcp-option-125 }
`);
    expect(secretsOf(answers!)).toEqual([
      { id: 'admin-password-hash', source: { path: '/run/agenix/admin' } },
      { id: 'dhcp-option-77', source: { prompt: true } },
      { id: 'dhcp-option-125', source: { file: 'b' } },
    ]);
  });
});
