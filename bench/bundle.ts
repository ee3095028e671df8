import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Part, size } from './table.ts';

/** esbuild's account of the bundle; paths are relative to the project. */
type Meta = {
  readonly outputs: Record<string, { readonly inputs: Record<string, { readonly bytesInOutput: number }> }>;
};

const root = new URL('..', import.meta.url).pathname;

/** The one file that people download, and what fills it. */
export function measureBundle(): Part {
  const bytes = readFileSync(`${root}dist/naar.mjs`);
  const inputs = bundleInputs();
  const packages = Object.entries(Object.groupBy(inputs, ({ path }) => packageOf(path) ?? 'naar itself'))
    .map(([name, files]) => ({ name, bytes: sum(files!) }))
    .toSorted((a, b) => b.bytes - a.bytes);
  const share = (part: number) => `${Math.round((part / bytes.length) * 100)} %`;
  return {
    tables: [
      {
        title: 'Bundle: dist/naar.mjs',
        note: 'Minified, without the source map.',
        columns: ['', 'size'],
        rows: [
          ['as it is', size(bytes.length)],
          ['gzip', size(gzipSync(bytes, { level: 9 }).length)],
        ],
      },
      {
        title: 'Bundle: its five biggest files',
        note: 'Bytes in the bundle, after minifying.',
        columns: ['file', 'size', 'share'],
        rows: inputs.slice(0, 5).map(({ path, bytes: own }) => [path, size(own), share(own)]),
      },
      {
        title: 'Bundle: by package',
        note: 'The same, added up; what is under 1 % is left out.',
        columns: ['package', 'size', 'share'],
        rows: packages
          .filter(({ bytes: own }) => own / bytes.length >= 0.01)
          .map(({ name, bytes: own }) => [name, size(own), share(own)]),
      },
    ],
    aims: [],
  };
}

/** Files inside the bundle, biggest first. */
export function bundleInputs(): { readonly path: string; readonly bytes: number }[] {
  const { outputs } = JSON.parse(readFileSync(`${root}dist/meta.json`, 'utf8')) as Meta;
  const [, output] = Object.entries(outputs).find(([path]) => path.endsWith('naar.mjs')) ?? [];
  if (output === undefined) throw new Error('dist/meta.json does not speak of naar.mjs. Build again: npm run build');
  return Object.entries(output.inputs)
    .map(([path, { bytesInOutput }]) => ({ path, bytes: bytesInOutput }))
    .toSorted((a, b) => b.bytes - a.bytes);
}

/** `@scope/name` or `name` of a file below node_modules; null for our own. */
export function packageOf(path: string): string | null {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? null;
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
