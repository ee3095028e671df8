import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagesWith } from '../bench/bundle.ts';
import packageFile from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'dist', 'naar.mjs');
const work = mkdtempSync(join(tmpdir(), 'naar-bundle-'));
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root });
});
afterAll(() => rmSync(work, { recursive: true }));

function run(program: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: work, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the bundled naar', () => {
  it('does what the source does, from any directory and with nothing installed beside it', () => {
    const alone = join(work, 'naar.mjs');
    execFileSync('cp', [bundle, alone]);
    const source = join(root, 'src', 'main.ts');
    const commands = [
      ['--version'],
      ['schema'],
      ['detect', '--json', '--machine', 'apu4'],
      ['check', join(root, 'assets/examples/flat-dhcp.yaml'), '--machine', 'apu2'],
      ['check', join(root, 'README.md')],
      ['detect'],
    ];
    for (const command of commands) expect(run(alone, ...command)).toEqual(run(source, ...command));
    const render = (program: string, out: string) =>
      run(program, 'render', '--answers', join(root, 'assets/examples/edpnet.yaml'), '--machine', 'apu2', '--out', out);
    expect([render(alone, 'a').status, render(source, 'b').status]).toEqual([0, 0]);
    for (const file of readdirSync(join(work, 'b'))) {
      expect(readFileSync(join(work, 'a', file), 'utf8')).toBe(readFileSync(join(work, 'b', file), 'utf8'));
    }
  });

  it('takes the terminal before any package is loaded: what is typed earlier, the terminal itself edits and shows', () => {
    expect(packagesWith('src/commands/open-wizard.ts')).toEqual([]);
    expect(packagesWith('src/commands/wizard.ts')).toContain('zod');
  });

  it.each(['16.20.2', '20.19.0', '22.17.1'])('says in one sentence that Node %s is too old', (version) => {
    // Node tells its version as it would there; the real old ones were tried by hand
    const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const words = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, bundle, 'detect'];
    expect(spawnSync(process.execPath, words, { encoding: 'utf8' })).toMatchObject({
      status: 3,
      stdout: '',
      stderr: `naar needs Node ${packageFile.engines.node.slice(2)} or newer; this is Node ${version}.\n`,
    });
  });
});
