import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Part, size } from './table.ts';

/** esbuild's account of the bundle; paths are relative to the project. */
type Meta = { readonly outputs: Readonly<Record<string, Output>> };
type Output = {
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly entryPoint?: string;
};

const root = new URL('..', import.meta.url).pathname;

/** The one file that people download, and what fills it. */
export function measureBundle(): Part {
  const bytes = readFileSync(`${root}dist/naar.mjs`);
  const inputs = bundleInputs();
  const packages = Object.entries(Object.groupBy(inputs, ({ path }) => packageOf(path) ?? 'naar itself'))
    .map(([name, files]) => ({ name, bytes: sum(files!) }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const whole = sum(inputs);
  const share = (part: number) => `${Math.round((part / whole) * 100)} %`;
  return {
    tables: [
      {
        title: 'Bundle: dist/naar.mjs',
        note: 'Minified, its parts compressed, without the source map.',
        columns: ['', 'size'],
        rows: [
          ['as it is', size(bytes.length)],
          ['gzip', size(gzipSync(bytes, { level: 9 }).length)],
        ],
      },
      {
        title: 'Bundle: its five biggest files',
        note: 'After minifying, before compressing.',
        columns: ['file', 'size', 'share'],
        rows: inputs.slice(0, 5).map(({ path, bytes: own }) => [path, size(own), share(own)]),
      },
      {
        title: 'Bundle: by package',
        note: 'The same, added up; what is under 1 % is left out.',
        columns: ['package', 'size', 'share'],
        rows: packages
          .filter(({ bytes: own }) => own / whole >= 0.01)
          .map(({ name, bytes: own }) => [name, size(own), share(own)]),
      },
    ],
    aims: [],
  };
}

/** Files inside the bundle, biggest first. */
export function bundleInputs(): { readonly path: string; readonly bytes: number }[] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(meta().outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      bytes.set(path, (bytes.get(path) ?? 0) + bytesInOutput);
    }
  }
  return [...bytes].map(([path, own]) => ({ path, bytes: own })).toSorted((a, b) => b.bytes - a.bytes);
}

/** Packages in the parts that naar can load without loading the part of `apart`, a file of its source. */
export function packagesWithout(apart: string): readonly string[] {
  const { outputs } = meta();
  const start = Object.keys(outputs).find((path) => path.endsWith('/start.js'));
  const closed = Object.keys(outputs).find((path) => outputs[path]!.entryPoint?.endsWith(apart));
  if (start === undefined || closed === undefined) throw new Error(`dist/meta.json does not speak of ${apart}.`);
  const reached = new Set([start]);
  for (const path of reached) {
    for (const { path: next } of outputs[path]!.imports) {
      if (next !== closed && outputs[next] !== undefined) reached.add(next);
    }
  }
  const inputs = [...reached].flatMap((path) => Object.keys(outputs[path]!.inputs));
  return [...new Set(inputs.flatMap((path) => packageOf(path) ?? []))].sort();
}

/** Packages that are loaded together with a file of naar's source, before any part that is loaded when it is needed. */
export function packagesWith(file: string): readonly string[] {
  const { outputs } = meta();
  const start = Object.keys(outputs).find((path) => outputs[path]!.entryPoint?.endsWith(file));
  if (start === undefined) throw new Error(`dist/meta.json does not speak of ${file}.`);
  const reached = new Set([start]);
  for (const path of reached)
    for (const { path: next, kind } of outputs[path]!.imports)
      if (kind === 'import-statement' && outputs[next] !== undefined) reached.add(next);
  const inputs = [...reached].flatMap((path) => Object.keys(outputs[path]!.inputs));
  return [...new Set(inputs.flatMap((path) => packageOf(path) ?? []))].sort();
}

function meta(): Meta {
  return JSON.parse(readFileSync(`${root}dist/meta.json`, 'utf8')) as Meta;
}

/** `@scope/name` or `name` of a file below node_modules; null for our own. */
export function packageOf(path: string): string | null {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null;
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
