import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../src/cli.ts';

const understood: readonly (readonly [string, unknown])[] = [
  ['', { kind: 'wizard', machine: null, answers: null, ui: 'auto', ascii: false, color: true }],
  [
    '--answers a.yaml --machine apu2 --ui plain --ascii --no-color',
    { kind: 'wizard', machine: 'apu2', answers: 'a.yaml', ui: 'plain', ascii: true, color: false },
  ],
  ['--version', { kind: 'version' }],
  ['--help', { kind: 'help', command: null }],
  ['render --help', { kind: 'help', command: 'render' }],
  ['--machine apu2 render --help', { kind: 'help', command: 'render' }],
  ['-h', { kind: 'help', command: null }],
  ['detect', { kind: 'detect', machine: null, json: false }],
  ['detect --json --machine apu2', { kind: 'detect', machine: 'apu2', json: true }],
  ['--machine=apu2 detect', { kind: 'detect', machine: 'apu2', json: false }],
  ['record box', { kind: 'record', machine: null, directory: 'box' }],
  ['record -- -odd', { kind: 'record', machine: null, directory: '-odd' }],
  ['check -', { kind: 'check', machine: null, file: '-' }],
  ['check a.yaml --no-color --ascii --ui plain', { kind: 'check', machine: null, file: 'a.yaml' }],
  ['schema', { kind: 'schema' }],
  ['confirm', { kind: 'confirm' }],
  ['rollback', { kind: 'rollback', set: null, yes: false, confirmWithin: 300 }],
  ['rollback 2 --yes --confirm-within 2m', { kind: 'rollback', set: '2', yes: true, confirmWithin: 120 }],
  ['backup b.tgz', { kind: 'backup', file: 'b.tgz' }],
  [
    'reconfigure --yes --confirm-within 10m',
    { kind: 'reconfigure', machine: null, answers: null, yes: true, dryRun: false, confirmWithin: 600, edited: null },
  ],
  [
    'reconfigure --answers a.yaml --edited local',
    {
      kind: 'reconfigure',
      machine: null,
      answers: 'a.yaml',
      yes: false,
      dryRun: false,
      confirmWithin: 300,
      edited: 'local',
    },
  ],
  [
    'install --answers a.yaml --root /target/ --yes --dry-run',
    {
      kind: 'install',
      machine: null,
      answers: 'a.yaml',
      root: '/target',
      yes: true,
      dryRun: true,
      resume: false,
      job: false,
    },
  ],
  [
    'install --job --resume',
    { kind: 'install', machine: null, answers: null, root: '/mnt', yes: false, dryRun: false, resume: true, job: true },
  ],
  ['doctor --json', { kind: 'doctor', machine: null, json: true }],
  [
    'render --answers a.yaml --out out --with-secrets --force --machine n100',
    { kind: 'render', machine: 'n100', answers: 'a.yaml', out: 'out', withSecrets: true, force: true },
  ],
  [
    'render --answers - --out=--force',
    { kind: 'render', machine: null, answers: '-', out: '--force', withSecrets: false, force: false },
  ],
];

const mistakes: readonly (readonly [string, string])[] = [
  ['--json', 'naar without a command does not take --json. See: naar --help'],
  ['--ui screen', '--ui takes one of auto, tui, lines, plain. See: naar --help'],
  ['fly', '"fly" is not a command of naar. See: naar --help'],
  [
    'reconfigure --confirm-within 1m',
    '--confirm-within takes a time from 2m to 1h, such as 5m. See: naar reconfigure --help',
  ],
  [
    'reconfigure --confirm-within soon',
    '--confirm-within takes a time from 2m to 1h, such as 5m. See: naar reconfigure --help',
  ],
  [
    'rollback --confirm-within 1m',
    '--confirm-within takes a time from 2m to 1h, such as 5m. See: naar rollback --help',
  ],
  ['reconfigure --edited away', '--edited takes one of merge, local, keep, overwrite. See: naar reconfigure --help'],
  ['backup', 'naar backup needs the file to write. See: naar backup --help'],
  ['install --root mnt', '--root takes an absolute path such as /mnt. See: naar install --help'],
  ['check', 'naar check needs the answers file. See: naar check --help'],
  ['check a b', '"b" is one word too many. See: naar check --help'],
  ['record', 'naar record needs the directory to write to. See: naar record --help'],
  ['render --out o', 'naar render needs --answers FILE. See: naar render --help'],
  ['render --answers a', 'naar render needs --out DIR. See: naar render --help'],
  ['render --answers', '--answers needs a value behind it.'],
  ['render --answers= --out o', '--answers needs a value behind it.'],
  ['render --answers a --out --force', '--out needs a value behind it.'],
  ['render --answers -x --out o', '--answers needs a value behind it.'],
  ['detect --machine --json', '--machine needs a value behind it.'],
  ['detect --json=yes', '--json takes no value.'],
  ['detect --jsn', '--jsn is not an option of naar. See: naar --help'],
  ['detect --json --json', '--json is given twice.'],
  ['check a --force', 'naar check does not take --force. See: naar check --help'],
  ['schema --machine apu2', 'naar schema does not take --machine. See: naar schema --help'],
  ['detect --ui colourful', '--ui takes one of auto, tui, lines, plain. See: naar detect --help'],
  ['detect --constructor', '--constructor is not an option of naar. See: naar --help'],
];

function words(line: string): string[] {
  return line === '' ? [] : line.split(' ');
}

it('an empty word is no name', () => {
  for (const command of ['check', 'record', 'backup'])
    expect(readCommandLine([command, ''])).toMatchObject({
      kind: 'mistake',
      message: expect.stringContaining('needs the'),
    });
});

describe('the command line', () => {
  it.each(understood)('naar %s', (line, request) => {
    expect(readCommandLine(words(line))).toEqual(request);
  });

  it.each(mistakes)('refuses: naar %s', (line, message) => {
    expect(readCommandLine(words(line))).toEqual({ kind: 'mistake', message });
  });
});

it.each([
  ['120', 120],
  ['2m', 120],
  ['3600s', 3600],
  ['1h', 3600],
  ['119', null],
  ['3601s', null],
  ['61m', null],
  ['2h', null],
  ['2 m', null],
  ['1.5h', null],
])('--confirm-within %s', (within, seconds) => {
  const request = readCommandLine(['reconfigure', '--confirm-within', within]);
  if (seconds === null) expect(request.kind).toBe('mistake');
  else expect(request).toMatchObject({ confirmWithin: seconds });
});

it('a change is taken back after five minutes unless another time is said', () => {
  expect(readCommandLine(words('reconfigure --dry-run --answers a.yaml'))).toMatchObject({
    confirmWithin: 300,
    dryRun: true,
    answers: 'a.yaml',
  });
});

/** What each command must have, and which options it takes beside those that all take. */
const takes: readonly (readonly [string, readonly string[]])[] = [
  ['', ['machine', 'answers']],
  ['detect', ['machine', 'json']],
  ['record box', ['machine']],
  ['check a.yaml', ['machine']],
  ['schema', []],
  ['render --answers a.yaml --out out', ['machine', 'with-secrets', 'force']],
  ['install', ['machine', 'answers', 'root', 'yes', 'dry-run', 'resume', 'job']],
  ['reconfigure', ['machine', 'answers', 'yes', 'dry-run', 'confirm-within', 'edited']],
  ['confirm', []],
  ['rollback 1', ['yes', 'confirm-within']],
  ['doctor', ['machine', 'json']],
  ['backup b.tgz', []],
];
const optionValues = {
  machine: ' apu2',
  answers: ' b.yaml',
  root: ' /mnt',
  'confirm-within': ' 5m',
  edited: ' merge',
  out: ' out',
  json: '',
  yes: '',
  'dry-run': '',
  resume: '',
  job: '',
  'with-secrets': '',
  force: '',
} as const;

describe.each(takes)('naar %s', (line, taken) => {
  it('takes its own options and no other', () => {
    for (const [name, value] of Object.entries(optionValues)) {
      if (line.includes(`--${name} `)) continue;
      const request = readCommandLine(words(`${line} --${name}${value}`.trim()));
      const [command = ''] = words(line);
      const who = command === '' ? 'naar without a command' : `naar ${command}`;
      if (taken.includes(name)) expect(request.kind, name).not.toBe('mistake');
      else expect(request, name).toMatchObject({ message: expect.stringContaining(`${who} does not take --${name}.`) });
    }
  });

  it('takes no word more', () => {
    if (line === '') return;
    const [command = '', ...rest] = words(line);
    const name = rest.length === 1 ? rest : [];
    expect(readCommandLine([command, ...name, 'more', ...rest.slice(name.length)])).toEqual({
      kind: 'mistake',
      message: `"more" is one word too many. See: naar ${command} --help`,
    });
  });
});
