import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nixBindings, nixCode, nixLines, nixName, nixString, nixValue } from '../../src/render/nix.ts';
import { knownSnags, typedLines, typedText } from '../nixos/typed-text.ts';
import { runTool, withFolder } from '../nixos/workbench.ts';

describe('Nix reads back what was written', () => {
  test('one line, 4000 texts', () => {
    const texts = [...knownSnags, ...fc.sample(typedText(), 4000)];
    expect(evaluate(list(texts.map((text) => nixString(text))))).toEqual(texts);
  });

  test('several lines at any depth, 4000 texts', () => {
    const texts = [...knownSnags, ...knownSnags.map((text) => `a\n${text}`), ...fc.sample(typedLines(), 4000)];
    expect(evaluate(list(texts.map((text, at) => nixLines(text, at % 9))))).toEqual(texts);
  });

  test('attribute names', () => {
    const names = [
      ...new Set([
        ...knownSnags,
        'let',
        'inherit',
        'rec',
        'a-b',
        "a'b",
        '40-lan',
        '_x',
        ...fc.sample(typedText(4), 500),
      ]),
    ];
    expect(evaluate(list(names.map((name) => `{ ${nixName(name)} = 1; }`)))).toEqual(
      names.map((name) => ({ [name]: 1 })),
    );
  });

  test('a word of the language is quoted', () => {
    expect([nixName('or'), nixName('with'), nixName('lan')]).toEqual(['"or"', '"with"', 'lan']);
  });

  test('plain data of any shape', () => {
    const data = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4, depthIdentifier: 'data' },
        typedText(4),
        typedLines(),
        fc.maxSafeInteger(),
        fc.integer({ min: -99, max: 99 }).map((tenths) => tenths / 8),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(typedText(3), tie('any'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).any as fc.Arbitrary<string>;
    const values = fc.sample(data, 800);
    const readBack = evaluate(list(values.map((value) => nixValue(value))));
    // JSON has one zero, JavaScript two
    expect(readBack).toEqual(JSON.parse(JSON.stringify(values)));
  });
});

describe('the look', () => {
  test('a set reads like a hand-written one', () => {
    const value = {
      enable: true,
      networks: {
        '40-lan': {
          matchConfig: { Name: 'lan' },
          address: ['10.0.0.1/24'],
          vlan: ['lan', 'iot'],
          routes: [{ Destination: '::/0' }],
        },
      },
      offset: [-1],
      nothing: {},
      none: [],
      tools: [nixCode('pkgs.vim'), nixCode('f x')],
      text: 'one\n  two\n',
    };
    expect(nixValue(value)).toBe(
      [
        '{',
        '  enable = true;',
        '  networks."40-lan" = {',
        '    matchConfig.Name = "lan";',
        '    address = [ "10.0.0.1/24" ];',
        '    vlan = [',
        '      "lan"',
        '      "iot"',
        '    ];',
        '    routes = [ { Destination = "::/0"; } ];',
        '  };',
        '  offset = [ (-1) ];',
        '  nothing = { };',
        '  none = [ ];',
        '  tools = [',
        '    pkgs.vim',
        '    (f x)',
        '  ];',
        "  text = ''",
        '    one',
        '      two',
        "  '';",
        '}',
      ].join('\n'),
    );
  });

  test('a lone element moves to its own line where it would pass column 100', () => {
    expect(nixBindings({ key: ['x'.repeat(87)] }, 0)).toBe(`key = [ "${'x'.repeat(87)}" ];`);
    expect(nixBindings({ key: ['x'.repeat(88)] }, 0)).toBe(`key = [\n  "${'x'.repeat(88)}"\n];`);
    expect(nixBindings({ a: { b: 1 } }, 2)).toBe('  a.b = 1;');
  });
});

describe('what Nix cannot hold is a bug of ours', () => {
  test.each(['a\0b', 'half \ud83d'])('%j', (text) => {
    expect(() => nixString(text)).toThrow(RangeError);
    expect(() => nixLines(`a\n${text}`, 0)).toThrow(RangeError);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, 1e-9])('%d', (number) => {
    expect(() => nixValue(number)).toThrow(RangeError);
  });
});

function list(expressions: readonly string[]): string {
  return `[\n${expressions.map((expression) => `(${expression})`).join('\n')}\n]`;
}

function evaluate(expression: string): unknown {
  const store = mkdtempSync(join(tmpdir(), 'naar-nix-'));
  const places = {
    NIX_STORE_DIR: `${store}/store`,
    NIX_STATE_DIR: `${store}/state`,
    NIX_LOG_DIR: `${store}/log`,
    NIX_CONF_DIR: store,
  };
  try {
    const run = withFolder({ 'data.nix': expression }, (folder) =>
      runTool('nix-instantiate', ['--eval', '--strict', '--json', join(folder, 'data.nix')], places),
    );
    expect(run.stderr).not.toContain('error');
    return JSON.parse(run.stdout);
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}
