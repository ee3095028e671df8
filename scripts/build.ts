import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { lazyBuiltins, lazyJson, lazyPackages } from './lazy-parts.ts';

/** Bundles naar into dist/naar.mjs: one minified file that needs nothing but Node, with its source map beside it. */
const root = new URL('..', import.meta.url).pathname;
const outfile = `${root}dist/naar.mjs`;
const { metafile } = await build({
  entryPoints: [`${root}src/main.ts`],
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
  plugins: [lazyPackages(['systeminformation', 'execa', 'write-file-atomic'], root), lazyBuiltins, lazyJson],
  // packages written for require() find it here
  banner: {
    js: "const require = process.getBuiltinModule('module').createRequire(import.meta.url), __filename = process.getBuiltinModule('url').fileURLToPath(import.meta.url);",
  },
});
await writeFile(`${root}dist/meta.json`, JSON.stringify(metafile));
const text = await readFile(outfile);
if (!text.toString().startsWith('#!/usr/bin/env node')) throw new Error('The bundle lost its first line.');
await chmod(outfile, 0o755);
console.log(
  `dist/naar.mjs: ${Math.round((await stat(outfile)).size / 1000)} kB, ${Math.round(gzipSync(text).length / 1000)} kB compressed`,
);
