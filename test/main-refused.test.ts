import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../src/version.ts';
import { asNobody, byShell, type Ended, onDisk } from './hostile-place.ts';
import { removeFolder } from './remove-folder.ts';

const root = join(import.meta.dirname, '..');
const program = [process.execPath, join(root, 'src', 'main.ts')];
const work = mkdtempSync(join(tmpdir(), 'naar-refused-'));
beforeAll(() => {
  chmodSync(work, 0o755);
  cpSync(join(root, 'assets/examples/edpnet.yaml'), join(work, 'answers.yaml'));
  writeFileSync(join(work, 'pppoe-password'), 'correct horse\n');
  chmodSync(join(work, 'answers.yaml'), 0o644);
});
afterAll(() => removeFolder(work));

/** A directory of its own that anybody may pass, but only root may write to. */
function folder(mode = 0o755): string {
  const path = mkdtempSync(join(work, 'place-'));
  chmodSync(path, mode);
  return path;
}

const render = (out: string, ...more: string[]) => [
  ...program,
  'render',
  '--answers',
  join(work, 'answers.yaml'),
  '--machine',
  'apu2',
  '--out',
  out,
  ...more,
];
const record = (out: string) => [...program, 'record', '--machine', 'apu2', out];

/** What is said behind the remarks about the answers, on one line. */
function reason({ stderr }: Ended): string {
  expect(stderr).not.toMatch(/ {4}at |bug in naar/);
  const words = stderr.split(/ \d+ warnings?\.\n/).at(-1) ?? '';
  return words.replaceAll('\n', ' ').trim();
}

const again = 'Nothing was written. Mend that and run the same command again.';

describe('without rights', () => {
  it('a place that is closed: one sentence, status 3', () => {
    const closed = folder(0o700);
    for (const out of [closed, join(closed, 'new')]) {
      const run = asNobody(work, render(out));
      expect([run.status, reason(run)]).toEqual([3, `${out} may not be read by this user. ${again}`]);
      const recorded = asNobody(work, record(out));
      expect([recorded.status, reason(recorded)]).toEqual([3, `${out} may not be read by this user.`]);
    }
  });

  it('a place that can be seen but not changed', () => {
    const place = folder();
    const made = asNobody(work, render(join(place, 'new')));
    expect([made.status, reason(made)]).toEqual([3, `${place}/new may not be made by this user. ${again}`]);
    const written = asNobody(work, render(place));
    expect([written.status, reason(written)]).toEqual([
      3,
      `${place}/configuration.nix may not be written by this user. ${again}`,
    ]);
    const recorded = asNobody(work, record(join(place, 'box')));
    expect([recorded.status, reason(recorded)]).toEqual([3, `${place}/box may not be made by this user.`]);
    expect(readdirSync(place)).toEqual([]);
  });

  it('answers, secrets and machines that are closed', () => {
    const place = folder();
    for (const name of ['locked.yaml', 'secret']) writeFileSync(join(place, name), 'version: 1\n', { mode: 0o600 });
    const check = asNobody(work, [...program, 'check', join(place, 'locked.yaml')]);
    expect([check.status, reason(check)]).toEqual([2, `${place}/locked.yaml may not be read by this user.`]);
    const box = join(place, 'box');
    expect(byShell(work, '"$@"', record(box)).status).toBe(0);
    for (const path of ['proc/interrupts', 'sys', '.']) {
      const before = statSync(join(box, path)).mode;
      chmodSync(join(box, path), 0);
      const detect = asNobody(work, [...program, 'detect', '--machine', box]);
      expect(detect.status).toBe(2);
      expect(reason(detect)).toContain(
        `${path === '.' ? join(box, 'hardware.json') : join(box, path)} may not be read by this user.`,
      );
      chmodSync(join(box, path), before);
    }
    const text = readFileSync(join(work, 'answers.yaml'), 'utf8').replace('./pppoe-password', join(place, 'secret'));
    writeFileSync(join(place, 'answers.yaml'), text);
    const secret = asNobody(work, [...program, 'check', '--machine', 'apu2', join(place, 'answers.yaml')]);
    expect(secret.status).toBe(0);
    expect(secret.stderr.replaceAll('\n ', '')).toContain(
      `wan.pppoe.password: warning: This secret cannot be read: ${place}/secret may not be read by this user.`,
    );
  });

  it('all else works, and the files belong to whoever ran it', () => {
    const place = folder();
    chownSync(place, 65_534, 65_534);
    expect(asNobody(work, render(join(place, 'out'), '--with-secrets'), {})).toMatchObject({ status: 0 });
    expect(statSync(join(place, 'out/secrets/pppoe-password'))).toMatchObject({ uid: 65_534 });
    expect(asNobody(work, [...program, 'detect'])).toMatchObject({ status: 0, stderr: '' });
    expect(asNobody(work, [...program, 'record', join(place, 'box')])).toMatchObject({ status: 0 });
  });
});

describe('a disk', () => {
  it('that is full leaves whole files only, and says which', () => {
    const place = folder();
    // room for the configuration and not for the script
    const run = onDisk(work, place, 'size=56k', [
      'sh',
      '-c',
      '"$@"; echo "status $?"; cd "$0" && ls -A',
      place,
      ...render(place),
    ]);
    expect(run.stdout).toBe('status 3\nconfiguration.nix\n');
    expect(reason(run)).toBe(
      `${place}/irq-tuning.sh cannot be written: the disk is full. Written: ${place}/configuration.nix. Not written: ${place}/irq-tuning.sh, ${place}/answers.yaml, ${place}/local.nix. Mend that and run the same command again.`,
    );
    const recorded = onDisk(work, place, 'size=40k', record(place));
    expect(recorded.status).toBe(3);
    expect(reason(recorded)).toMatch(/\/place-.* cannot be written: the disk is full\.$/);
    const none = onDisk(work, place, 'nr_inodes=1', render(join(place, 'new')));
    expect([none.status, reason(none)]).toEqual([3, `${place}/new cannot be made: the disk is full. ${again}`]);
  });

  it('that is read-only', () => {
    const place = folder();
    const run = onDisk(work, place, 'ro', render(place));
    expect([run.status, reason(run)]).toEqual([
      3,
      `${place}/configuration.nix lies on a file system that is read-only. ${again}`,
    ]);
    expect(onDisk(work, place, 'ro', record(join(place, 'new')))).toMatchObject({ status: 3 });
  });
});

describe('a place that is none', () => {
  it.each([
    ['/proc/naar', '/proc/naar cannot be made: this place takes no new directories.'],
    ['/proc/naar/deep', '/proc/naar/deep cannot be made: this place takes no new directories.'],
    ['/sys/naar', '/sys/naar may not be made here.'],
    ['/dev/null', '/dev/null cannot be made: a part of that path is a file, not a directory.'],
    ['circle', 'circle is a link that leads in a circle.'],
    [`${'x'.repeat(300)}`, `${'x'.repeat(300)} is longer than a name may be.`],
  ])('%s', (out, sentence) => {
    const place = folder();
    symlinkSync('circle', join(place, 'circle'));
    const run = byShell(place, '"$@"', render(out));
    expect(run.status).toBe(3);
    // a name longer than a line is broken anywhere
    expect(reason(run).replace(/\s/g, '')).toContain(sentence.replace(/\s/g, ''));
  });

  it('a way through a link and back is gone as the system goes it', () => {
    const place = folder();
    mkdirSync(join(place, 'far/deep'), { recursive: true });
    symlinkSync('far/deep', join(place, 'link'));
    const text = readFileSync(join(work, 'answers.yaml'), 'utf8').replace('./pppoe-password', 'link/../password');
    writeFileSync(join(place, 'far/answers.yaml'), text);
    mkdirSync(join(place, 'far/link'));
    writeFileSync(join(place, 'far/password'), 'correct horse');
    expect(byShell(place, '"$@"', record('link/../box'))).toMatchObject({ status: 0 });
    const words = [
      '--answers',
      'link/../answers.yaml',
      '--machine',
      'link/../box',
      '--out',
      'link/../out',
      '--with-secrets',
    ];
    expect(byShell(place, '"$@"', [...program, 'render', ...words])).toMatchObject({ status: 0 });
    expect(readdirSync(place).sort()).toEqual(['far', 'link']);
    expect(readdirSync(join(place, 'far/out'))).toContain('secrets');
  });

  it('a name with blanks, newlines and control characters is a name like any other', () => {
    const place = folder();
    const name = 'a b\nc\u001b[31md';
    const run = byShell(place, '"$@"', render(name));
    expect(run.status).toBe(0);
    expect(run.stderr).toContain('are in a b\\u{a}c\\u{1b}[31md:\n');
    expect(readdirSync(join(place, name))).toContain('configuration.nix');
    expect(byShell(place, '"$@"', [...program, 'a\nb'])).toMatchObject({
      status: 2,
      stderr: '"a\\u{a}b" is not a command of naar. See: naar --help\n',
    });
    const recorded = byShell(place, '"$@"', record('e\nf'));
    expect(recorded.stderr.split('\n')[0]).toBe('This machine is recorded in e\\u{a}f.');
    expect(byShell(place, '"$@"', record('it is')).stderr).toBe(
      "This machine is recorded in it is.\nReplay it anywhere: naar detect --machine 'it is'\n",
    );
  });
});

describe('inputs and outputs', () => {
  it('a directory, a device or nothing at standard input', () => {
    const check = (input: string) => byShell(work, `"$@" ${input}`, [...program, 'check', '-']);
    expect(check('< .')).toMatchObject({ status: 2, stderr: 'standard input is a directory, not a file.\n' });
    expect(check('< /dev/zero')).toMatchObject({ status: 2, stderr: 'standard input is larger than 1 MB.\n' });
    expect(check('<&-')).toMatchObject({ status: 2 });
    expect(check('< answers.yaml')).toMatchObject({ status: 0 });
  });

  it('answers may come through a pipe with a name', () => {
    expect(byShell(work, '"$@" <(sleep 0.1; cat answers.yaml)', [...program, 'check'])).toMatchObject({ status: 0 });
    const idle = byShell(work, 'mkfifo idle && "$@" idle', [...program, 'check']);
    expect(idle).toMatchObject({ status: 2, stderr: 'idle is a pipe that nobody writes to.\n' });
  });

  it('a reader that has seen enough ends it well, a full disk does not', async () => {
    const schema = [...program, 'schema'];
    const [node = '', ...words] = schema;
    const unread = spawn(node, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    // closed before naar has begun
    unread.stdout.destroy();
    expect(await new Promise((resolve) => unread.once('close', resolve))).toBe(0);
    const piped = byShell(work, '"$@" | head -c 1; echo "${PIPESTATUS[0]}"', schema);
    expect(piped).toMatchObject({ stdout: '{0\n', stderr: '' });
    expect(byShell(work, '"$@" > /dev/full', schema)).toEqual({
      status: 3,
      stdout: '',
      stderr: 'The output cannot be written: the disk is full.\n',
    });
    expect(byShell(work, '"$@" >&-', schema)).toMatchObject({ stderr: '' });
  });

  it('words that nobody can read stop nothing', () => {
    for (const way of ['2> /dev/full', '2>&-', '2> >(exec true)']) {
      const place = folder();
      expect(byShell(place, `"$@" ${way}`, render('out'))).toMatchObject({ status: 0, stdout: '' });
      expect(readdirSync(join(place, 'out')).sort()).toEqual([
        'answers.yaml',
        'configuration.nix',
        'irq-tuning.sh',
        'local.nix',
      ]);
    }
  });
});

it.each(['000', '022', '077', '777'])('umask %s changes no mode of a file', (umask) => {
  const place = folder();
  expect(byShell(place, `umask ${umask}; "$@"`, render('out', '--with-secrets'))).toMatchObject({ status: 0 });
  const modes = Object.fromEntries(
    [
      'configuration.nix',
      'irq-tuning.sh',
      'answers.yaml',
      'local.nix',
      'secrets',
      'secrets/pppoe-password',
      'secrets/pppoe.options',
    ].map((name) => [name, (statSync(join(place, 'out', name)).mode & 0o7777).toString(8)]),
  );
  expect(modes).toEqual({
    'configuration.nix': '644',
    'irq-tuning.sh': '755',
    'answers.yaml': '600',
    'local.nix': '644',
    secrets: '700',
    'secrets/pppoe-password': '600',
    'secrets/pppoe.options': '600',
  });
  expect(statSync(join(place, 'out')).mode & 0o022).toBe(0);
});

describe('what is there already', () => {
  it('secrets go through no link, and --force is no reason to', () => {
    const place = folder();
    mkdirSync(join(place, 'out'));
    mkdirSync(join(place, 'shared'));
    symlinkSync('../shared', join(place, 'out/secrets'));
    for (const more of [[], ['--force']]) {
      const run = byShell(place, '"$@"', render('out', '--with-secrets', ...more));
      expect([run.status, reason(run)]).toEqual([
        4,
        'out/secrets is not a directory, or only a link to one: secrets do not go there. Name another directory with --out, or remove it. Nothing was written.',
      ]);
    }
    expect([readdirSync(join(place, 'shared')), statSync(join(place, 'shared')).mode & 0o777]).toEqual([[], 0o755]);
    expect(readdirSync(join(place, 'out'))).toEqual(['secrets']);
  });

  it('a link in place of a file is replaced by --force, never followed', () => {
    const place = folder();
    mkdirSync(join(place, 'out'));
    writeFileSync(join(place, 'precious'), 'mine');
    symlinkSync('../precious', join(place, 'out/configuration.nix'));
    expect(byShell(place, '"$@"', render('out'))).toMatchObject({ status: 4 });
    expect(byShell(place, '"$@"', render('out', '--force'))).toMatchObject({ status: 0 });
    expect(readFileSync(join(place, 'precious'), 'utf8')).toBe('mine');
  });

  it('the answers themselves are never written over, however they are named', () => {
    const place = folder();
    mkdirSync(join(place, 'out'));
    cpSync(join(work, 'answers.yaml'), join(place, 'out/answers.yaml'));
    symlinkSync('out/answers.yaml', join(place, 'link.yaml'));
    for (const [file, input] of [
      ['out/answers.yaml', ''],
      ['link.yaml', ''],
      ['-', '< out/answers.yaml'],
      ['/dev/stdin', '< link.yaml'],
    ]) {
      const words = [...program, 'render', '--answers', file ?? '', '--machine', 'apu2', '--out', 'out', '--force'];
      const run = byShell(place, `"$@" ${input}`, words);
      expect(run.status, file).toBe(4);
      expect(run.stderr).toContain('out/answers.yaml is what the answers are read from: naar would write over it.\n');
    }
    expect(readFileSync(join(place, 'out/answers.yaml'))).toEqual(readFileSync(join(work, 'answers.yaml')));
    expect(readdirSync(join(place, 'out'))).toEqual(['answers.yaml']);
  });

  it('an earlier render is its own source, and a login keeps its hash', () => {
    const place = folder();
    const text = readFileSync(join(work, 'answers.yaml'), 'utf8').replace(
      'user: admin',
      'user: admin\n    password: { env: NAAR_TEST_LOGIN }',
    );
    writeFileSync(join(place, 'my.yaml'), text);
    writeFileSync(join(place, 'pppoe-password'), 'correct horse');
    const run = (answers: string, login: string, ...more: string[]) =>
      byShell(
        place,
        '"$@"',
        [...program, 'render', '--answers', answers, '--machine', 'apu2', '--out', 'out', ...more],
        { NAAR_TEST_LOGIN: login },
      );
    const hash = () => readFileSync(join(place, 'out/secrets/admin-password-hash'), 'utf8');
    expect(run('my.yaml', 'open sesame', '--with-secrets')).toMatchObject({ status: 0 });
    const first = hash();
    expect(run('my.yaml', 'open sesame', '--with-secrets')).toMatchObject({ status: 0 });
    expect(run('out/answers.yaml', '')).toMatchObject({ status: 0 });
    expect(hash()).toBe(first);
    const other = run('my.yaml', 'close sesame', '--with-secrets');
    expect([other.status, reason(other)]).toEqual([
      4,
      'out/secrets/admin-password-hash holds another secret than the answers now name. Name a new directory, or say --force to replace it.',
    ]);
    expect(hash()).toBe(first);
    expect(run('my.yaml', 'close sesame', '--with-secrets', '--force')).toMatchObject({ status: 0 });
    expect(hash()).not.toBe(first);
  });
});

it('a secret from a device or a pipe is bounded', () => {
  const place = folder();
  const answers = readFileSync(join(work, 'answers.yaml'), 'utf8');
  byShell(place, 'mkfifo idle; head -c 20000 /dev/zero > big', []);
  for (const [file, words] of [
    ['/dev/random', '/dev/random is a device, not a file.'],
    ['idle', 'idle is a pipe that nobody writes to.'],
    ['big', 'big is larger than 10000 bytes.'],
    ['.', '. is a directory, not a file.'],
  ] as const) {
    writeFileSync(join(place, 'answers.yaml'), answers.replace('./pppoe-password', file));
    const run = byShell(place, '"$@"', [...program, 'check', '--machine', 'apu2', 'answers.yaml']);
    expect(run.status).toBe(0);
    expect(run.stderr.replaceAll('\n ', '')).toContain(
      `wan.pppoe.password: warning: This secret cannot be read: ${words}`,
    );
    expect(
      byShell(place, '"$@"', [
        ...program,
        'render',
        '--machine',
        'apu2',
        '--answers',
        'answers.yaml',
        '--out',
        'out',
        '--with-secrets',
      ]),
    ).toMatchObject({ status: 2 });
  }
  expect(existsSync(join(place, 'out'))).toBe(false);
});

it('a bug is told as one: which naar, and where', () => {
  const [node = '', ...words] = program;
  const preload = ['--import', join(root, 'test/at-write.ts')];
  const run = byShell(work, '"$@"', [node, ...preload, ...words, 'check', 'answers.yaml'], { NAAR_TEST_AT: 'bug' });
  expect([run.status, run.stdout]).toEqual([70, '']);
  expect(run.stderr).toMatch(
    new RegExp(
      `^This is a bug in naar ${version}. Please report what you did and these lines:\\nTypeError: a bug of ours\\.\\.\\.\\n {4}at .*src/system/`,
      's',
    ),
  );
});

it('the file of a secret is never written over by another', () => {
  const place = folder();
  mkdirSync(join(place, 'out/secrets'), { recursive: true });
  writeFileSync(join(place, 'out/secrets/pppoe.options'), 'open sesame');
  const text = readFileSync(join(work, 'answers.yaml'), 'utf8');
  writeFileSync(join(place, 'my.yaml'), text.replace('./pppoe-password', 'out/secrets/pppoe.options'));
  const words = ['--answers', 'my.yaml', '--machine', 'apu2', '--out', 'out', '--with-secrets', '--force'];
  const run = byShell(place, '"$@"', [...program, 'render', ...words]);
  expect([run.status, reason(run)]).toEqual([
    4,
    'out/secrets/pppoe.options is what the answers are read from: naar would write over it. Name another directory with --out. Nothing was written.',
  ]);
  expect(readFileSync(join(place, 'out/secrets/pppoe.options'), 'utf8')).toBe('open sesame');
});
