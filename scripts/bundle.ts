import { chmod, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;

/**
 * Bundles a program into one file that needs nothing but Node, with its source map beside it.
 * `first` is code that runs first.
 *
 * The program is cut where it imports a part of itself when it needs it (a command, the
 * screens with Ink, a package). The parts lie compressed in the file and are real modules,
 * which Node gets from a hook (`module.registerHooks`): V8 reads every byte of a module, so
 * `naar --version` must not carry the wizard. They are a comment, which it passes over four
 * times as fast as it reads a text. Nothing is unpacked onto the disk.
 */
export async function bundle(entry: string, outfile: string, first = ''): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    outdir: outfile,
    entryNames: 'start',
    write: false,
    splitting: true,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    jsx: 'automatic',
    sourcemap: 'external',
    legalComments: 'none',
    metafile: true,
    // React's own word for it; and Yoga would take `fetch` to read its own text, which loads Node's whole HTTP client
    define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
    // yaml's Node build is written for require() and pulls in process; its browser build is the same parser as modules
    alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
    plugins: [builtinsWhenNeeded, parsedWhenNeeded, withoutDevtools, segmentersWhenNeeded],
  });
  const named = (end: string) =>
    outputFiles
      .filter(({ path }) => path.endsWith(end))
      .map(({ path, text }) => [basename(path, '.map'), text] as const);
  const parts = named('.js').map(([name, text]): Part => [name, deflateRawSync(text, { level: 9 }).toString('base64')]);
  await writeFile(outfile, `#!/usr/bin/env node\n${first}\n${loader(parts)}\n`);
  await chmod(outfile, 0o755);
  const maps = named('.js.map').map(([name, text]) => [name, JSON.parse(text)]);
  await writeFile(`${outfile}.map`, JSON.stringify(Object.fromEntries(maps)));
  return metafile;
}

/** Name and text of a part, compressed and in base64: in a comment that cannot end it. */
type Part = readonly [name: string, packed: string];

/**
 * What the file itself does, and the comment at its end. A part's address is the file's own and the part's name.
 * With --enable-source-maps a part gets its map. The file is read once: it may be replaced while naar runs.
 */
function loader(parts: readonly Part[]): string {
  const packed = parts.map(([, text]) => text).join('');
  const places: Record<string, readonly [from: number, to: number]> = {};
  let end = 0;
  for (const [name, { length }] of parts) {
    places[name] = [end, end + length];
    end += length;
  }
  return `const parts = ${JSON.stringify(places)};
const { inflateRawSync } = process.getBuiltinModule('zlib'), file = import.meta.url, base = file + '/';
const all = process.getBuiltinModule('fs').readFileSync(new URL(file)), first = all.length - ${packed.length + '*/\n'.length};
const unpacked = ([from, to]) => inflateRawSync(Buffer.from(all.latin1Slice(first + from, first + to), 'base64')).toString();
const name = (url) => (url.startsWith(base) ? url.slice(base.length) : '');
const map = (part) => {
  if (!process.sourceMapsEnabled) return '';
  const { [part]: found } = JSON.parse(process.getBuiltinModule('fs').readFileSync(new URL(file + '.map'), 'utf8'));
  return '\\n//# sourceMappingURL=data:application/json;base64,' + Buffer.from(JSON.stringify(found)).toString('base64');
};
process.getBuiltinModule('module').registerHooks({
  resolve: (part, context, next) => part.startsWith('./') && Object.hasOwn(parts, part.slice(2)) && context.parentURL.startsWith(file)
    ? { url: base + part.slice(2), format: 'module', shortCircuit: true } : next(part, context),
  load: (url, context, next) => Object.hasOwn(parts, name(url))
    ? { format: 'module', source: unpacked(parts[name(url)]) + map(name(url)), shortCircuit: true }
    : next(url, context),
});
await import('./start.js');
/*${packed}*/`;
}

/**
 * Node's own modules, loaded when the code that needs them runs, and of them only what is named.
 * Imported, they are loaded with the part that names them, and Node makes a list of all their
 * exports each time; taken whole, some load more modules for each name that is looked at.
 */
const builtinsWhenNeeded: Plugin = {
  name: 'builtins-when-needed',
  setup(bundled) {
    bundled.onResolve({ filter: /^(node:)?[a-z_]+(\/[a-z]+)?$/ }, ({ path, importer, kind }) => {
      const name = path.replace(/^node:/, '');
      if (process.getBuiltinModule(name) === undefined) return undefined;
      // one for each importer: a shared one would become a part of its own
      const namespace = kind === 'require-call' ? 'builtin-whole' : 'builtin';
      return { path: name, namespace, suffix: `?${importer}`, sideEffects: false };
    });
    bundled.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: namesOf(path),
      loader: 'js',
    }));
    bundled.onLoad({ filter: /.*/, namespace: 'builtin-whole' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/**
 * A module of Node's as one export for each of its names; those that nobody imports are left out by
 * esbuild. A function loads the module when it is called.
 */
function namesOf(name: string): string {
  const module = process.getBuiltinModule(name) as unknown as Readonly<Record<string, unknown>>;
  const names = Object.keys(module).filter((key) => /^[A-Za-z_]\w*$/.test(key));
  const whole = `process.getBuiltinModule(${JSON.stringify(name)})`;
  return [
    `export default /* @__PURE__ */ ${whole};`,
    ...names.map((key) =>
      isPlainFunction(key, module[key])
        ? `const own_${key} = (...words) => ${whole}.${key}(...words);`
        : `const own_${key} = /* @__PURE__ */ (() => ${whole}.${key})();`,
    ),
    `export { ${names.map((key) => `own_${key} as ${key}`).join(', ')} };`,
  ].join('\n');
}

/** It is only ever called: no class, and nothing hangs on it. */
function isPlainFunction(name: string, value: unknown): boolean {
  if (typeof value !== 'function' || !/^[a-z]/.test(name)) return false;
  const own = [...Object.keys(value), ...Object.getOwnPropertySymbols(value)];
  return own.length === 0 && Object.getOwnPropertyNames(value.prototype ?? {}).every((key) => key === 'constructor');
}

/** JSON as text that is parsed when it is needed: faster to start than an object literal. */
const parsedWhenNeeded: Plugin = {
  name: 'parsed-when-needed',
  setup(bundled) {
    bundled.onLoad({ filter: /\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    });
  },
};

/**
 * Packages of Ink make a segmenter of Unicode's clusters when they are loaded, which takes as long as
 * all of naar's own code: now when a text needs it. Printable ASCII is a cluster a letter.
 */
const segmentersWhenNeeded: Plugin = {
  name: 'segmenters-when-needed',
  setup(bundled) {
    const files =
      /(string-width|wrap-ansi)\/index\.js$|slice-ansi\/tokenize-ansi\.js$|ansi-tokenize\/build\/tokenize\.js$|ink\/build\/line-update\.js$/;
    bundled.onLoad({ filter: files }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      // slice-ansi asks more of the clusters than to come one after the other
      const letters = path.includes('slice-ansi')
        ? ''
        : '/^[\\n\\x1b -~]*$/.test(text) ? Array.from(text, (segment, index) => ({ segment, index })) : ';
      const contents = text.replace(
        /^const (\w+) = (new Intl\.Segmenter\(.*\));$/m,
        (_, name, made) =>
          `let made; const ${name} = { segment: (text) => ${letters}(made ??= ${made}).segment(text) };`,
      );
      if (contents === text) throw new Error(`${path} makes its segmenter in another way.`);
      return { contents, loader: 'js', resolveDir: dirname(path) };
    });
  },
};

/** Ink asks at its start whether React's developer tools are wanted, which are not there. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup(bundled) {
    bundled.onLoad({ filter: /ink\/build\/reconciler\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll("process.env['DEV'] === 'true'", 'false');
      if (contents === text) throw new Error('Ink asks for its developer tools in another way.');
      return { contents, loader: 'js', resolveDir: dirname(path) };
    });
  },
};
