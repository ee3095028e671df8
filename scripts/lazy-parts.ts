import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Node's own modules, loaded when the code that needs them runs. In a bundle of ES
 * modules their imports all rise to the top and cost each start some 10 ms.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(bundle) {
    bundle.onResolve({ filter: /^(node:)?[a-z_]+(\/[a-z]+)?$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '');
      return process.getBuiltinModule(name) === undefined ? undefined : { path: name, namespace: 'builtin' };
    });
    bundle.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: 'js',
    }));
  },
};

/**
 * Packages that only some commands need, kept as text and compiled at their first use:
 * V8 reads every function of a bundle at each start, also for `naar --version`.
 */
export function lazyPackages(names: readonly string[], root: string): Plugin {
  return {
    name: 'lazy-packages',
    setup(bundle) {
      bundle.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({
        path,
        namespace: 'package',
      }));
      bundle.onLoad({ filter: /.*/, namespace: 'package' }, async ({ path }) => ({
        contents: `const part = { exports: {} };
process.getBuiltinModule('vm').compileFunction(${JSON.stringify(await packageText(path, root))}, ['module', 'exports', 'require', '__filename'], { filename: ${JSON.stringify(path)} })(part, part.exports, require, __filename);
module.exports = part.exports;`,
        loader: 'js',
      }));
    },
  };
}

async function packageText(name: string, root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    write: false,
    legalComments: 'none',
    // some packages ask where they stand; nothing here reads the answer
    define: { 'import.meta.url': '"file:///naar.mjs"' },
  });
  return outputFiles[0]!.text;
}

/**
 * The screens (Ink, React, Yoga) as text, compiled when the first one is opened. Ink's
 * modules wait for Yoga at their top, which only modules and async functions may do: the
 * text is the body of an async function. `fetch` is hidden from it, because Yoga would take
 * it to read its own text, and that loads Node's whole HTTP client.
 */
export function lazyScreens(root: string): Plugin {
  return {
    name: 'lazy-screens',
    setup(bundle) {
      bundle.onResolve({ filter: /\/canvas\.tsx$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path),
        namespace: 'screens',
      }));
      bundle.onLoad({ filter: /.*/, namespace: 'screens' }, async ({ path }) => ({
        contents: `const part = {};
await process.getBuiltinModule('vm').compileFunction(${JSON.stringify(await screensText(path, root))}, ['part', 'require', 'fetch'], { filename: 'naar-screens' })(part, require);
export const openCanvas = part.openCanvas;`,
        loader: 'js',
      }));
    },
  };
}

async function screensText(canvas: string, root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { openCanvas } from ${JSON.stringify(canvas)}; part.openCanvas = openCanvas;`,
      resolveDir: root,
    },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    jsx: 'automatic',
    write: false,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': '"file:///naar.mjs"' },
    plugins: [lazyBuiltins, withoutDevtools],
  });
  const text = outputFiles[0]!.text;
  if (/\bimport\b|^export\b/m.test(text)) throw new Error('The screens cannot be the body of a function.');
  return `return (async () => {${text}\n})();`;
}

/** Ink asks at its start whether React's developer tools are wanted; here they never are. */
const withoutDevtools: Plugin = {
  name: 'without-devtools',
  setup(bundle) {
    bundle.onLoad({ filter: /ink\/build\/reconciler\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll("process.env['DEV'] === 'true'", 'false');
      if (contents === text) throw new Error('Ink asks for its developer tools in another way.');
      return { contents, loader: 'js' };
    });
  },
};

/** JSON as text that is parsed when it is needed: faster to start than an object literal. */
export const lazyJson: Plugin = {
  name: 'lazy-json',
  setup(bundle) {
    bundle.onLoad({ filter: /\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${JSON.stringify(text)});`, loader: 'js' };
    });
  },
};
