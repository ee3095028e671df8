import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { isSealed } from '../src/render/seal.ts';
import { isUnfinished } from '../src/system/whole-file.ts';
import { removeFolder } from './remove-folder.ts';

const root = join(import.meta.dirname, '..');
const main = join(root, 'src', 'main.ts');
const work = mkdtempSync(join(tmpdir(), 'naar-stopped-'));
afterAll(() => removeFolder(work));

/** In the order in which they are written. */
const names = [
  'configuration.nix',
  'irq-tuning.sh',
  'answers.yaml',
  'local.nix',
  'secrets/pppoe-password',
  'secrets/pppoe.options',
];

const words = ['render', '--answers', 'answers.yaml', '--machine', 'apu2', '--out', 'out', '--with-secrets'];
const atWrite = ['--import', join(import.meta.dirname, 'at-write.ts'), main];

function exampleFolder(): string {
  const folder = mkdtempSync(join(work, 'answers-'));
  cpSync(join(root, 'assets/examples/edpnet.yaml'), join(folder, 'answers.yaml'));
  writeFileSync(join(folder, 'pppoe-password'), 'correct horse\n');
  return folder;
}

function naar(folder: string, node: readonly string[] = [main], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [...node, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status: run.status, stderr: run.stderr };
}

/** Names in `out`, those of secrets with their directory. */
function written(folder: string): string[] {
  const out = join(folder, 'out');
  if (!existsSync(out)) return [];
  return readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(out, name)).isFile());
}

/** What is there under its own name is there whole. */
function expectWhole(folder: string): void {
  for (const name of written(folder)) {
    const text = readFileSync(join(folder, 'out', name), 'utf8');
    if (['configuration.nix', 'irq-tuning.sh', 'answers.yaml'].includes(name)) expect(isSealed(text), name).toBe(true);
    if (name === 'secrets/pppoe-password') expect(text).toBe('correct horse');
  }
}

/** The same command again, without --force, does it all and leaves nothing behind. */
function expectMended(folder: string): void {
  expect(naar(folder)).toMatchObject({ status: 0 });
  expect(written(folder).sort()).toEqual([...names].sort());
  expectWhole(folder);
}

describe('naar render, killed', () => {
  it.each(names.map((name, index) => [name, index + 1]))('while it writes %s', async (name, count) => {
    const folder = exampleFolder();
    const child = spawn(process.execPath, [...atWrite, ...words], {
      cwd: folder,
      env: { ...process.env, NAAR_TEST_AT: String(count) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const left = written(folder);
    expect(left.filter((file) => !isUnfinished(file.replace('secrets/', ''))).sort()).toEqual(
      names.slice(0, Number(count) - 1).sort(),
    );
    expect(left).toHaveLength(Number(count));
    expect(left).not.toContain(name);
    // half a secret is a secret
    const half = left.find((file) => isUnfinished(file.replace('secrets/', ''))) ?? '';
    if (name.startsWith('secrets/')) expect(statSync(join(folder, 'out', half)).mode & 0o077).toBe(0);
    expectWhole(folder);
    expectMended(folder);
  });

  it('at any moment', async () => {
    const folder = exampleFolder();
    for (let run = 0; run < 8; run++) {
      const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('close', resolve));
      while (!existsSync(join(folder, 'out')) && child.exitCode === null) await pause(1);
      await pause(Math.random() * 60);
      child.kill('SIGKILL');
      await ended;
      expectWhole(folder);
      if (run % 2 === 1) expectMended(folder);
      if (run % 4 === 3) rmSync(join(folder, 'out'), { recursive: true });
    }
  });
});

describe('naar render, told to stop', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'by %s: the file in hand is finished, and it says what is written',
    (signal) => {
      const folder = exampleFolder();
      const run = naar(folder, atWrite, { NAAR_TEST_AT: '2', NAAR_TEST_SIGNAL: signal });
      expect(run.status).toBe(3);
      expect(run.stderr.replaceAll('\n', ' ')).toContain(
        'Stopped. Written: out/configuration.nix, out/irq-tuning.sh. Not written: out/answers.yaml, out/local.nix, out/secrets/pppoe-password, out/secrets/pppoe.options. Run the same command again to write the rest.',
      );
      expect(written(folder).sort()).toEqual(['configuration.nix', 'irq-tuning.sh']);
      expectMended(folder);
    },
  );

  it('with the last file in hand it is done', () => {
    const folder = exampleFolder();
    expect(naar(folder, atWrite, { NAAR_TEST_AT: '6', NAAR_TEST_SIGNAL: 'SIGINT' })).toMatchObject({ status: 0 });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('by %s before anything is written: 130, nothing changed', async (signal) => {
    const folder = exampleFolder();
    // it waits for the answers on a pipe that nobody closes
    const child = spawn(process.execPath, [...atWrite, ...words.with(2, '-')], {
      cwd: folder,
      env: { ...process.env, NAAR_TEST_AT: '0', NAAR_TEST_SIGNAL: signal },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (piece) => {
      said += piece;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
    expect(said).toBe('Cancelled. Nothing was written.\n');
    expect(readdirSync(folder).sort()).toEqual(['answers.yaml', 'pppoe-password']);
  });
});

it('a command that changes a machine does not say that nothing was written', async () => {
  const child = spawn(process.execPath, [...atWrite, 'install', '--answers', '-'], {
    env: { ...process.env, NAAR_TEST_AT: '0', NAAR_TEST_SIGNAL: 'SIGINT' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(3);
  expect(said).toBe('Stopped. Run the same command again: it says how far things are.\n');
});

it('the wizard, told to stop while it writes: it writes all', () => {
  const folder = exampleFolder();
  const box = [main, 'record', 'box', '--machine', 'apu2'];
  expect(spawnSync(process.execPath, box, { cwd: folder }).status).toBe(0);
  // begin, the plan, the disk's name, the directory
  const run = spawnSync(
    process.execPath,
    [...atWrite, '--ui', 'plain', '--answers', 'answers.yaml', '--machine', 'box'],
    {
      cwd: folder,
      encoding: 'utf8',
      input: '\n\nsda\nout\n',
      env: { ...process.env, NAAR_TEST_IN: join(folder, 'out'), NAAR_TEST_AT: '2', NAAR_TEST_SIGNAL: 'SIGTERM' },
    },
  );
  expect([run.status, run.stdout]).toEqual([0, '']);
  expect(run.stderr.replaceAll('\n', ' ')).toContain(`The files are in ${folder}/out`);
  expect(written(folder).sort()).toEqual([...names].sort());
});

it('naar record, told to stop: what is there is named, and is no recording', () => {
  const folder = exampleFolder();
  const run = spawnSync(process.execPath, [...atWrite, 'record', 'box', '--machine', 'apu2'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NAAR_TEST_AT: 'link', NAAR_TEST_SIGNAL: 'SIGINT' },
  });
  expect([run.status, run.stderr]).toEqual([3, 'Stopped. box holds only a part of the recording: remove it.\n']);
  const again = spawnSync(process.execPath, [main, 'detect', '--machine', 'box'], { cwd: folder, encoding: 'utf8' });
  expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('box is not a recorded machine')]);
});

it('two at once both end well', async () => {
  const folder = exampleFolder();
  const runs = Array.from({ length: 3 }, () =>
    spawn(process.execPath, [main, ...words], { cwd: folder, stdio: 'ignore' }),
  );
  const codes = await Promise.all(runs.map((run) => new Promise((resolve) => run.once('close', resolve))));
  expect(codes).toEqual([0, 0, 0]);
  expect(written(folder).sort()).toEqual([...names].sort());
  expectWhole(folder);
});
