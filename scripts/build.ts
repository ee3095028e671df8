import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import packageFile from '../package.json' with { type: 'json' };
import { bundle } from './bundle.ts';

/** Bundles naar into dist/naar.mjs: one file that needs nothing but Node, with its source map beside it. */
const root = new URL('..', import.meta.url).pathname;
const outfile = `${root}dist/naar.mjs`;
await mkdir(`${root}dist`, { recursive: true });
const metafile = await bundle(`${root}src/main.ts`, outfile, oldNode());
await writeFile(`${root}dist/meta.json`, JSON.stringify(metafile));
const text = await readFile(outfile);
console.log(
  `dist/naar.mjs: ${Math.round(text.length / 1000)} kB, ${Math.round(gzipSync(text).length / 1000)} kB compressed`,
);

/** The first thing that runs, in words that any Node with modules understands: an older one would fail somewhere later and call it a bug. */
function oldNode(): string {
  const [major = 0, minor = 0] = packageFile.engines.node.replace('>=', '').split('.').map(Number);
  const sentence = `naar needs Node ${major}.${minor} or newer; this is Node `;
  return `{ const [major, minor] = process.versions.node.split('.').map(Number);
if (major < ${major} || (major === ${major} && minor < ${minor})) {
process.stderr.write(${JSON.stringify(sentence)} + process.versions.node + '.\\n'); process.exit(3); } }`;
}
