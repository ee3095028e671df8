import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { version } from '../src/version.ts';

const work = mkdtempSync(join(tmpdir(), 'naar-main-'));
afterAll(() => rmSync(work, { recursive: true }));
const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const example = join(import.meta.dirname, '..', 'assets', 'examples', 'edpnet.yaml');
const planted = 'Zaunk0enig "mit" \\ Schild $HOME';

type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function naar(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Run {
  const { input = '', env = {}, cwd = work } = options;
  const run = spawnSync(process.execPath, [main, ...args], {
    input,
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** A folder of its own with the edpnet example, its password file beside it. */
function exampleFolder(): string {
  const folder = mkdtempSync(join(work, 'answers-'));
  writeFileSync(join(folder, 'answers.yaml'), readFileSync(example, 'utf8'));
  writeFileSync(join(folder, 'pppoe-password'), `${planted}\n`);
  return folder;
}

function render(folder: string, ...more: string[]): Run {
  return naar(['render', '--answers', 'answers.yaml', '--machine', 'apu2', '--out', 'out', ...more], { cwd: folder });
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe('naar', () => {
  it('knows its version', () => {
    expect(version).toBe(packageFile.version);
    expect(naar(['--version'])).toEqual({ status: 0, stdout: `naar ${version}\n`, stderr: '' });
  });

  it('prints help on stdout, in 79 columns', () => {
    for (const args of [
      ['--help'],
      ['render', '--help'],
      ['detect', '--help'],
      ['check', '--help'],
      ['record', '--help'],
      ['schema', '--help'],
    ]) {
      const { status, stdout } = naar(args);
      expect(status).toBe(0);
      expect(stdout.startsWith('naar')).toBe(true);
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThan(80);
    }
  });

  it('says a mistake on stderr and ends with 2', () => {
    expect(naar(['fly'])).toEqual({
      status: 2,
      stdout: '',
      stderr: '"fly" is not a command of naar. See: naar --help\n',
    });
  });

  it('prints the schema as JSON and does not mind a reader that stops', () => {
    expect(JSON.parse(naar(['schema']).stdout)).toHaveProperty('properties.wan');
    const piped = spawnSync('bash', ['-o', 'pipefail', '-c', `${process.execPath} ${main} schema | head -n 1`], {
      encoding: 'utf8',
    });
    expect(piped).toMatchObject({ stdout: '{\n', stderr: '', status: 0 });
  });
});

describe('naar detect and record', () => {
  it('shows a recorded machine and gives its facts as JSON', () => {
    expect(naar(['detect', '--machine', 'apu2']).stdout).toContain('enp1s0');
    const facts = JSON.parse(naar(['detect', '--json', '--machine', 'apu4']).stdout);
    expect(facts.jacks.map((jack: { name: string }) => jack.name)).toEqual(['enp1s0', 'enp2s0', 'enp3s0', 'enp4s0']);
  });

  it('shows this machine without a crash', () => {
    expect(naar(['detect'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('records a machine that can be replayed', () => {
    const folder = mkdtempSync(join(work, 'record-'));
    expect(naar(['record', 'box', '--machine', 'apu3'], { cwd: folder }).status).toBe(0);
    const replayed = naar(['detect', '--json', '--machine', 'box'], { cwd: folder });
    expect(replayed.stdout).toBe(naar(['detect', '--json', '--machine', 'apu3']).stdout);
    expect(naar(['record', 'box', '--machine', 'apu3'], { cwd: folder })).toMatchObject({ status: 2 });
  });

  it('names the built-in machines where there is no such one', () => {
    const { status, stderr } = naar(['detect', '--machine', 'apu9']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/apu9.*apu2, apu3, apu4 and n100/s);
    expect(stderr).toBe('apu9 does not exist. Built-in machines are apu2, apu3, apu4 and n100.\n');
  });
});

describe('naar check', () => {
  it.each(['edpnet.yaml', 'flat-dhcp.yaml', 'minimal.yaml'])('accepts %s with and without its machine', (file) => {
    const path = join(import.meta.dirname, '..', 'assets', 'examples', file);
    expect(naar(['check', path, '--machine', 'apu2']).status).toBe(0);
    expect(naar(['check', path])).toMatchObject({ status: 0, stdout: '' });
    expect(naar(['check', '-', '--machine', 'apu2'], { input: readFileSync(path, 'utf8') }).status).toBe(0);
  });

  it('lists all problems with their places', () => {
    const { status, stderr } = naar(['check', '-', '--machine', 'apu2'], {
      input:
        'version: 1\nsystem: { hostnam: a, release: 26.05, admin: { sshKeys: [] } }\nports: { wan: { name: enp9s0 } }\nwan: { port: wan, type: dsl }\nnetworks: {}\n',
    });
    expect(status).toBe(2);
    for (const part of ['standard input:2:11', 'hostName', 'put it in quotes', 'enp9s0', 'pppoe'])
      expect(stderr).toContain(part);
  });

  const big = join(work, 'big.yaml');
  writeFileSync(big, Buffer.alloc(50_000_000, 'a: b\n'));
  writeFileSync(join(work, 'empty.yaml'), '');
  writeFileSync(join(work, 'latin1.yaml'), Buffer.from([0x76, 0xe4, 0xff]));
  writeFileSync(join(work, 'locked.yaml'), 'version: 1\n');
  chmodSync(join(work, 'locked.yaml'), 0);
  symlinkSync('loop.yaml', join(work, 'loop.yaml'));
  it.each([
    ['missing.yaml', 'missing.yaml does not exist.\n'],
    ['.', '. is a directory, not a file.\n'],
    ['/dev/zero', '/dev/zero is a device, not a file.\n'],
    ['latin1.yaml', 'latin1.yaml is not UTF-8 text.\n'],
    ['big.yaml', 'big.yaml is larger than 1 MB.\n'],
    ['big.yaml/x', 'big.yaml/x does not exist: a part of that path is a file, not a directory.\n'],
    ['loop.yaml', 'loop.yaml is a link that leads in a circle.\n'],
  ])('says in one sentence what is wrong with %s', (file, sentence) => {
    expect(naar(['check', file])).toEqual({ status: 2, stdout: '', stderr: sentence });
    expect(naar(['render', '--answers', file, '--out', 'never'])).toEqual({ status: 2, stdout: '', stderr: sentence });
  });

  it('says that a file is empty', () => {
    expect(naar(['check', 'empty.yaml'])).toMatchObject({ status: 2, stdout: '' });
    expect(naar(['check', 'empty.yaml']).stderr).toContain('The file is empty.');
  });
});

describe('naar render', () => {
  it('writes four files with their modes, and the same bytes twice', () => {
    const folder = exampleFolder();
    const first = render(folder);
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'answers.yaml',
      'configuration.nix',
      'irq-tuning.sh',
      'local.nix',
    ]);
    const modes = Object.fromEntries(
      readdirSync(join(folder, 'out')).map((file) => [file, mode(join(folder, 'out', file))]),
    );
    expect(modes).toEqual({
      'configuration.nix': '644',
      'irq-tuning.sh': '755',
      'answers.yaml': '600',
      'local.nix': '644',
    });
    const texts = () => readdirSync(join(folder, 'out')).map((file) => readFileSync(join(folder, 'out', file), 'utf8'));
    const before = texts();
    expect(render(folder).status).toBe(0);
    expect(texts()).toEqual(before);
    expect(first.stderr).toContain('enp1s0-TxRx-0');
  });

  it('A6: keeps the password out of everything but its own files', () => {
    const folder = exampleFolder();
    const plain = render(folder);
    const withSecrets = render(folder, '--with-secrets');
    expect([plain.status, withSecrets.status]).toEqual([0, 0]);
    const out = join(folder, 'out');
    const hits = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(out, file)).isFile())
      .filter((file) => /Zaunk0enig/.test(readFileSync(join(out, file), 'utf8')));
    expect(hits.sort()).toEqual(['secrets/pppoe-password', 'secrets/pppoe.options']);
    for (const file of hits) expect(mode(join(out, file))).toBe('600');
    expect(mode(join(out, 'secrets'))).toBe('700');
    expect(readFileSync(join(out, 'secrets/pppoe-password'), 'utf8')).toBe(planted);
    expect(readFileSync(join(out, 'secrets/pppoe.options'), 'utf8')).toBe(
      'user "someone@EDPNET"\npassword "Zaunk0enig \\"mit\\" \\\\ Schild $HOME"\n',
    );
    for (const run of [plain, withSecrets]) expect(run.stdout + run.stderr).not.toContain('Zaunk0enig');
    expect([plain, withSecrets].map((run) => run.stderr.includes('local.nix  secrets/\n'))).toEqual([false, true]);
  });

  it('a missing secret is a warning at its key, and an error where it is to be written', () => {
    const folder = exampleFolder();
    rmSync(join(folder, 'pppoe-password'));
    const words = 'The file of this secret,\n  pppoe-password, does not exist.\n';
    const check = naar(['check', 'answers.yaml', '--machine', 'apu2'], { cwd: folder });
    expect(check.status).toBe(0);
    expect(check.stderr).toContain(`answers.yaml:28:5 wan.pppoe.password: warning: ${words}`);
    const plain = render(folder);
    expect(plain.status).toBe(0);
    expect(plain.stderr).toContain(`answers.yaml:28:5 wan.pppoe.password: warning: ${words}`);
    rmSync(join(folder, 'out'), { recursive: true });
    const run = render(folder, '--with-secrets');
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('answers.yaml:28:5 wan.pppoe.password: The file of this secret, pppoe-password,');
    expect(run.stderr).toContain('answers.yaml: 1 error, 2 warnings.');
    expect(readdirSync(folder)).toEqual(['answers.yaml']);
  });

  it('a single remark is told too', () => {
    const folder = exampleFolder();
    const text = readFileSync(example, 'utf8').replace(/\ndevices:.*/s, '\n');
    writeFileSync(join(folder, 'answers.yaml'), text);
    expect(render(folder).stderr).toContain('answers.yaml: 1 warning.\n');
  });

  it('a secret that is asked later is missing only where it is to be written', () => {
    const folder = exampleFolder();
    const text = readFileSync(example, 'utf8').replace('{ file: ./pppoe-password }', '{ prompt: true }');
    writeFileSync(join(folder, 'answers.yaml'), text);
    expect(render(folder).stderr).not.toContain('wan.pppoe.password');
    expect(render(folder, '--with-secrets')).toMatchObject({ status: 2 });
  });

  it('refuses a secret that is not UTF-8, and finishes though nobody reads its words', () => {
    const folder = exampleFolder();
    writeFileSync(join(folder, 'pppoe-password'), Buffer.from([0x70, 0xe4, 0x73]));
    expect(render(folder, '--with-secrets')).toMatchObject({ status: 2 });
    expect(readdirSync(folder)).not.toContain('out');
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    const piped = spawnSync(
      'bash',
      [
        '-c',
        `${process.execPath} ${main} render --answers answers.yaml --machine apu2 --out shared --force 2>&1 | true; echo "\${PIPESTATUS[0]}"`,
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(piped.stdout).toBe('0\n');
    expect(readdirSync(shared)).toContain('configuration.nix');
    expect((statSync(shared).mode & 0o7777).toString(8)).toBe('1777');
  });

  it('removes nothing, whatever it is called', () => {
    const folder = exampleFolder();
    expect(render(folder).status).toBe(0);
    writeFileSync(join(folder, 'out', 'local.nix.20241123'), 'mine');
    expect(render(folder).status).toBe(4);
    expect(render(folder, '--force').status).toBe(0);
    expect(readFileSync(join(folder, 'out', 'local.nix.20241123'), 'utf8')).toBe('mine');
  });

  it('leaves the mode of a directory that was there, but closes that of the secrets', () => {
    const folder = exampleFolder();
    mkdirSync(join(folder, 'out', 'secrets'), { recursive: true });
    chmodSync(join(folder, 'out'), 0o700);
    expect(render(folder, '--with-secrets').status).toBe(0);
    expect([mode(join(folder, 'out')), mode(join(folder, 'out/secrets'))]).toEqual(['700', '700']);
  });

  it('makes a hash of the login password and does not show either', () => {
    const folder = mkdtempSync(join(work, 'hash-'));
    const answers = readFileSync(example, 'utf8').replace(
      'user: admin',
      'user: admin\n    password: { env: NAAR_TEST_PASSWORD }',
    );
    writeFileSync(
      join(folder, 'answers.yaml'),
      answers.replace('password: { file: ./pppoe-password }', 'password: { env: NAAR_TEST_PASSWORD }'),
    );
    const run = naar(['render', '--answers', 'answers.yaml', '--machine', 'apu2', '--out', 'out', '--with-secrets'], {
      cwd: folder,
      env: { NAAR_TEST_PASSWORD: planted },
    });
    expect(run.status).toBe(0);
    const hash = readFileSync(join(folder, 'out/secrets/admin-password-hash'), 'utf8');
    expect(hash).toMatch(/^\$(y|6)\$[^\n]+$/);
    expect(run.stderr).not.toContain(hash);
    const salt = /^\$6\$([^$]+)\$/.exec(hash)?.[1];
    if (salt === undefined) return console.log('mkpasswd made a yescrypt hash, which openssl cannot make again.');
    const again = spawnSync('openssl', ['passwd', '-6', '-salt', salt, '-stdin'], { input: planted, encoding: 'utf8' });
    expect(again.stdout.trim()).toBe(hash);
  });

  it('does not overwrite what it did not write', () => {
    const folder = exampleFolder();
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out', 'diary.txt'), 'mine');
    const refused = render(folder);
    expect(refused.status).toBe(4);
    expect(refused.stderr).toContain('diary.txt');
    expect(readdirSync(join(folder, 'out'))).toEqual(['diary.txt']);
    expect(render(folder, '--force').status).toBe(0);
    expect(readFileSync(join(folder, 'out', 'diary.txt'), 'utf8')).toBe('mine');
  });

  it('sees a change made by hand, and never touches local.nix', () => {
    const folder = exampleFolder();
    render(folder);
    const configuration = join(folder, 'out', 'configuration.nix');
    writeFileSync(join(folder, 'out', 'local.nix'), '{ ... }: { services.foo.enable = true; }\n');
    const text = readFileSync(configuration, 'utf8');
    writeFileSync(configuration, text.replace('boot.loader.timeout = 3', 'boot.loader.timeout = 9'));
    const refused = render(folder);
    expect(refused.status).toBe(4);
    expect(refused.stderr).toContain('configuration.nix was changed since naar wrote it');
    expect(readFileSync(configuration, 'utf8')).toContain('timeout = 9');
    expect(render(folder, '--force').status).toBe(0);
    expect(readFileSync(configuration, 'utf8')).toBe(text);
    expect(readFileSync(join(folder, 'out', 'local.nix'), 'utf8')).toContain('services.foo');
  });

  it.each([
    ['answers.yaml', 3],
    ['answers.yaml/out', 3],
  ])('says why it cannot write to %s', (out, status) => {
    const folder = exampleFolder();
    const run = naar(['render', '--answers', 'answers.yaml', '--machine', 'apu2', '--out', out], { cwd: folder });
    expect(run.status).toBe(status);
    expect(run.stderr).toMatch(/file/);
    expect(run.stderr).not.toMatch(/ {4}at /);
    expect(readFileSync(join(folder, 'answers.yaml'), 'utf8')).toBe(readFileSync(example, 'utf8'));
  });

  it('writes nothing for answers with an error', () => {
    const folder = exampleFolder();
    writeFileSync(
      join(folder, 'answers.yaml'),
      readFileSync(example, 'utf8').replace('zone: isolated', 'zone: island'),
    );
    expect(render(folder).status).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['answers.yaml', 'pppoe-password']);
  });

  it('works without a machine where the answers have MACs', () => {
    const folder = exampleFolder();
    const run = naar(['render', '--answers', 'answers.yaml', '--out', 'out'], { cwd: folder });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('the machine is not known');
    expect(readFileSync(join(folder, 'out', 'configuration.nix'), 'utf8')).toContain('linkConfig.Name = "jack1"');
  });
});
