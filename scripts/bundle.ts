import { type BuildResult, build } from 'esbuild';
import { lazyBuiltins, lazyJson, lazyPackages, lazyScreens } from './lazy-parts.ts';

const root = new URL('..', import.meta.url).pathname;

/**
 * Bundles a program into one minified file that needs nothing but Node, with its source map
 * beside it. What few commands need is kept as text in it until then. `first` runs first.
 */
export function bundle(entry: string, outfile: string, first = ''): Promise<BuildResult<{ metafile: true }>> {
  return build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    sourcemap: 'linked',
    legalComments: 'none',
    metafile: true,
    // yaml's Node build is written for require() and pulls in process; its browser build is the same parser as modules
    alias: { yaml: `${root}node_modules/yaml/browser/index.js` },
    plugins: [lazyScreens(root), lazyPackages(['systeminformation', 'execa'], root), lazyBuiltins, lazyJson],
    banner: { js: `${first}\n${requireHere}` },
  });
}

/** Packages written for require() find it here. */
const requireHere =
  "const require = process.getBuiltinModule('module').createRequire(import.meta.url), __filename = process.getBuiltinModule('url').fileURLToPath(import.meta.url);";
