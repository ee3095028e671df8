import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { bundle } from './bundle.ts';

/** Every screen and failure, one after another, on this terminal: `npm run gallery`. */
const root = new URL('..', import.meta.url).pathname;
const outfile = `${root}out/gallery.mjs`;
await mkdir(`${root}out`, { recursive: true });
await bundle(`${root}test/ui/tui/gallery.ts`, outfile);
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
