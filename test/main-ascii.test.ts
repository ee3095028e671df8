import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { byShell, type Ended } from './hostile-place.ts';

const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'naar-ascii-'));
afterAll(() => rmSync(work, { recursive: true }));

const answers = readFileSync(join(root, 'assets/examples/edpnet.yaml'), 'utf8')
  .replaceAll('switch', 'Küche😀')
  .replace('./pppoe-password', 'geheim-ß')
  .replace('chromecast:', 'chromecast: { über: 1 }\n  fernseher:');
writeFileSync(join(work, 'schlüssel.yaml'), answers.replace('chromecast: { über: 1 }\n  ', ''));
writeFileSync(join(work, 'fälsch.yaml'), answers);
mkdirSync(join(work, 'fremd'));
writeFileSync(join(work, 'fremd/ägypten'), '');

/** A stick that somebody called Küche. */
function odd(): void {
  byShell(work, '"$@"', [process.execPath, join(root, 'src/main.ts'), 'record', 'kästchen', '--machine', 'apu2']);
  const path = join(work, 'kästchen/hardware.json');
  const report = JSON.parse(readFileSync(path, 'utf8'));
  report.blockDevices.push({
    name: 'sdb3',
    type: 'part',
    fsType: 'vfat',
    mount: '',
    size: 1e9,
    label: 'Küche😀',
    model: '',
    protocol: '',
    removable: true,
  });
  report.system.version = 'Ⅻ';
  writeFileSync(path, JSON.stringify(report));
}
odd();

it.each([
  'check schlüssel.yaml --machine kästchen',
  'check fälsch.yaml',
  'check none-ß.yaml',
  'check fremd/ägypten',
  'detect --machine kästchen',
  'detect --machine kästchen --json',
  'detect --machine ßß',
  'detect --machine fremd',
  'record fremd --machine apu2',
  'record neu-ß --machine kästchen',
  'record fremd/ägypten --machine apu2',
  'render --answers schlüssel.yaml --machine kästchen --out raus-ß',
  'render --answers schlüssel.yaml --machine kästchen --out fremd',
  'render --answers schlüssel.yaml --machine kästchen --out fremd/ägypten',
  'render --answers schlüssel.yaml --machine kästchen --out x --with-secrets',
  'ßß',
  'check ß ß',
  'check --ß',
  'schema',
  '--help',
  'render --help',
  '--version',
])('naar %s: no letter that a serial console may not have, no colour, at most 79 columns', (line) => {
  for (const more of [[], ['--ascii', '--no-color']]) {
    const words = [process.execPath, join(root, 'src/main.ts'), ...line.split(' '), ...more];
    const run: Ended = byShell(work, 'export FORCE_COLOR=1 TERM=xterm-256color; "$@"', words);
    expect([0, 2, 3, 4]).toContain(run.status);
    expect(run.stdout + run.stderr).not.toBe('');
    expect(run.stdout + run.stderr).toMatch(/^[\n\x20-\x7e]*$/);
    const words79 = line.includes('json') || line === 'schema' ? run.stderr : run.stdout + run.stderr;
    expect(words79.split('\n').filter((text) => text.length > 79)).toEqual([]);
  }
});

it('JSON means the same', () => {
  const run = byShell(work, '"$@"', [
    process.execPath,
    join(root, 'src/main.ts'),
    'detect',
    '--json',
    '--machine',
    'kästchen',
  ]);
  expect(JSON.stringify(JSON.parse(run.stdout))).toContain('Küche😀');
});
