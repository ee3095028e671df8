import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

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
  // packages written for require() find one here
  banner: {
    js: "import { createRequire as naarRequire } from 'node:module'; const require = naarRequire(import.meta.url);",
  },
});
await writeFile(`${root}dist/meta.json`, JSON.stringify(metafile));
const text = await readFile(outfile, 'utf8');
if (!text.startsWith('#!/usr/bin/env node')) throw new Error('The bundle lost its first line.');
await chmod(outfile, 0o755);
console.log(`dist/naar.mjs: ${Math.round((await stat(outfile)).size / 1000)} kB`);
