import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm start`: naar at work on the recorded APU2, with the answers of the post's router.
 * Writes into a new directory for temporary files and nowhere else.
 */
const root = join(import.meta.dirname, '..');
const out = join(mkdtempSync(join(tmpdir(), 'naar-')), 'router');
const lines = 40;

run('What naar finds on a PC Engines APU2', 'detect', '--machine', 'apu2');
run(
  'The router of assets/examples/edpnet.yaml on it',
  'render',
  '--machine',
  'apu2',
  '--answers',
  'assets/examples/edpnet.yaml',
  '--out',
  out,
);
heading('The start of configuration.nix');
console.log(readFileSync(join(out, 'configuration.nix'), 'utf8').split('\n').slice(0, lines).join('\n'));
console.log(`\n... and on: ${out}/configuration.nix\nNothing else on this machine was touched.`);

function run(title: string, ...args: string[]): void {
  heading(title, ...args);
  const { status } = spawnSync(process.execPath, ['src/main.ts', ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 70);
}

function heading(title: string, ...args: string[]): void {
  console.log(`\n=== ${title} ${'='.repeat(Math.max(3, 74 - title.length))}`);
  if (args.length > 0) console.log(`$ naar ${args.join(' ')}\n`);
}
