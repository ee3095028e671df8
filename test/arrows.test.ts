import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .sort();

/** Which folder may import which, and which packages. `types` means: with `import type` only. */
const may: Record<
  string,
  { folders: readonly string[]; types: readonly string[]; packages: readonly string[]; files?: readonly string[] }
> = {
  'cli.ts': { folders: [], types: ['request.ts'], packages: [] },
  system: { folders: [], types: [], packages: ['execa', 'systeminformation'] },
  facts: { folders: [], types: ['system'], packages: [] },
  interview: { folders: [], types: ['facts'], packages: ['zod', 'ipaddr.js', 'yaml'] },
  plan: { folders: ['facts'], types: ['interview'], packages: ['ipaddr.js'] },
  render: { folders: [], types: ['plan'], packages: [] },
  steps: { folders: ['render', 'system'], types: ['plan', 'facts'], packages: [] },
  uplink: { folders: ['render', 'system'], types: ['plan', 'facts'], packages: [] },
  doctor: { folders: ['render', 'system'], types: ['plan', 'facts'], packages: [] },
  // what a person types as a password is sealed where it is typed; the terminal is a part of the machine
  ui: {
    folders: ['facts', 'interview'],
    types: ['plan', 'steps', 'uplink', 'doctor'],
    packages: [],
    files: ['system/secret.ts', 'system/terminal.ts'],
  },
  'ui/tui': {
    folders: ['facts', 'interview'],
    types: ['plan', 'steps', 'uplink', 'doctor'],
    packages: ['ink', 'react'],
    files: ['system/secret.ts', 'system/terminal.ts'],
  },
  'ui/lines': {
    folders: ['facts', 'interview'],
    types: ['plan', 'steps', 'uplink', 'doctor'],
    packages: ['@inquirer/prompts'],
    files: ['system/secret.ts', 'system/terminal.ts'],
  },
};
/** Packages and modules that touch nothing: allowed where a folder is pure. */
const pureModules = ['node:util', 'node:crypto'];
/** Modules that hand things on inside the program, and reach nothing outside by themselves. */
const innerModules = ['node:path', 'node:events', 'node:stream'];
const pureFolders = ['interview', 'plan', 'render'];
const impure =
  /\b(?:process|console|Date|fetch|setTimeout|setInterval)\b\s*[.(]|\bnew Date\b|Math\.random|\brandom(?:UUID|Bytes|Int)\b/;

/** What wires the rooms together: main.ts, which alone exits, and a file for each command that takes more than a few lines. */
const wiring = ['main.ts', 'commands'];

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

function room(file: string): string {
  const parts = file.split('/');
  if (parts.length === 1) return file;
  const deep = `${parts[0]}/${parts[1]}`;
  return deep in may ? deep : parts[0]!;
}

function imports(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found = [
    ...text.matchAll(
      /^(?:import|export)\s(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gms,
    ),
  ];
  return found.map((match) => ({
    from: file,
    to: match[2] ?? match[3] ?? match[4]!,
    typeOnly: match[1] !== undefined,
  }));
}

const all = files.flatMap(imports);

/** One sentence for each import that runs against the arrows. */
function against(imported: readonly Import[]): string[] {
  return imported.flatMap(({ from, to, typeOnly }) => {
    const here = room(from);
    if (wiring.includes(here)) return [];
    const rules = may[here] ?? { folders: [], types: [], packages: [] };
    const words = `${from} imports ${to}`;
    if (to.startsWith('node:')) {
      const pure = pureFolders.includes(here) || here === 'cli.ts';
      const system = here === 'system' || pureModules.includes(to) || innerModules.includes(to);
      return (pure ? pureModules.includes(to) : system) ? [] : [`${words}: only system touches the machine`];
    }
    if (!to.startsWith('.'))
      return rules.packages.includes(
        to
          .split('/')
          .slice(0, to.startsWith('@') ? 2 : 1)
          .join('/'),
      )
        ? []
        : [words];
    const target = relative(source, resolve(source, dirname(from), to));
    if (target.startsWith('../assets/')) return ['interview', 'system'].includes(here) ? [] : [words];
    const there = room(target);
    if (there === here || there.split('/')[0] === here.split('/')[0]) return [];
    if (rules.folders.includes(there) || rules.files?.includes(target)) return [];
    return typeOnly && rules.types.includes(there) ? [] : [words];
  });
}

function cycles(imported: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imported) {
    if (typeOnly || !to.startsWith('.')) continue;
    const target = relative(source, resolve(source, dirname(from), to));
    next.set(from, [...(next.get(from) ?? []), target]);
  }
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

describe('the arrows of the house', () => {
  it('reads all of src', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(all.length).toBeGreaterThan(files.length);
  });

  it('has no import against them', () => {
    expect(against(all)).toEqual([]);
  });

  it('would notice one', () => {
    const bad: Import[] = [
      { from: 'plan/wan.ts', to: '../render/nix.ts', typeOnly: true },
      { from: 'render/nix.ts', to: '../interview/answers.ts', typeOnly: true },
      { from: 'plan/wan.ts', to: '../interview/check.ts', typeOnly: false },
      { from: 'interview/check.ts', to: 'node:fs', typeOnly: false },
      { from: 'facts/jacks.ts', to: 'execa', typeOnly: false },
      { from: 'render/nix.ts', to: 'ipaddr.js', typeOnly: false },
    ];
    expect(against(bad)).toHaveLength(bad.length);
  });

  it('has no cycle', () => {
    expect(cycles(all)).toEqual([]);
    expect(
      cycles([
        { from: 'plan/a.ts', to: './b.ts', typeOnly: false },
        { from: 'plan/b.ts', to: './a.ts', typeOnly: false },
      ]),
    ).toEqual(['plan/a.ts -> plan/b.ts -> plan/a.ts']);
  });

  it('only main exits', () => {
    const others = files.filter(
      (file) => file !== 'main.ts' && /process\.(exit|exitCode)/.test(readFileSync(join(source, file), 'utf8')),
    );
    expect(others).toEqual([]);
  });
});

describe('every file', () => {
  it.each(files)('%s', (file) => {
    const text = readFileSync(join(source, file), 'utf8');
    expect(text.split('\n').length - 1, 'lines').toBeLessThanOrEqual(200);
    expect(file).not.toMatch(/(?:utils?|helpers?|common|manager|service)\.tsx?$/);
    expect(file.split('/').at(-1)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\.tsx?$/);
    expect(text).not.toMatch(/^export default/m);
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g, '');
    if (pureFolders.includes(room(file)) || file === 'cli.ts') expect(code).not.toMatch(impure);
    expect(code).not.toMatch(/\bclass (?!Secret\b|StepFailure\b|Refusal\b|MachineProblem\b|SystemFailure\b)/);
  });
});
