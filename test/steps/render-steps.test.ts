import { describe, expect, it } from 'vitest';
import type { RenderedFile } from '../../src/render/render-files.ts';
import { seal } from '../../src/render/seal.ts';
import { renderSteps, type Target } from '../../src/steps/render-steps.ts';
import { Refusal, StepFailure } from '../../src/steps/steps.ts';
import type { MachineTree } from '../../src/system/machine-tree.ts';
import { recordedSystem } from '../../src/system/recorded.ts';
import { Secret } from '../../src/system/secret.ts';
import { SystemFailure } from '../../src/system/system-failure.ts';

const files: readonly RenderedFile[] = [
  { name: 'configuration.nix', text: 'new\n', mode: 0o644, write: 'always' },
  { name: 'answers.yaml', text: 'version: 1\n', mode: 0o600, write: 'always' },
  { name: 'local.nix', text: '{ }\n', mode: 0o644, write: 'once' },
];
const secrets = [
  { name: 'pppoe-password', value: new Secret('pass') },
  { name: 'pppoe.options', value: new Secret('password "pass"\n') },
];
const target: Target = { directory: '/out', force: false, sources: [] };
const unfinished = `.naar-unfinished-${'0'.repeat(32)}`;

async function steps(tree: MachineTree, change: Partial<Target> = {}, hidden = secrets): Promise<string[]> {
  const list = await renderSteps(recordedSystem(tree), { ...target, ...change }, files, hidden);
  return list.flatMap(({ id, actions }) =>
    actions.map((action) => {
      if (action.kind !== 'directory' && action.kind !== 'write') throw new Error(`render does no ${action.kind}`);
      return `${id}: ${action.kind} ${action.path} ${action.mode.toString(8)}`;
    }),
  );
}

async function refusal(tree: MachineTree, change: Partial<Target> = {}): Promise<string> {
  const error = await steps(tree, change).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Refusal);
  return `${(error as Refusal).message} ${(error as Refusal).next}`;
}

const all = [
  'files: directory /out 755',
  'files: write /out/configuration.nix 644',
  'files: write /out/answers.yaml 600',
  'files: write /out/local.nix 644',
  'secrets: directory /out/secrets 700',
  'secrets: write /out/secrets/pppoe-password 600',
  'secrets: write /out/secrets/pppoe.options 600',
];

describe('into a new directory', () => {
  it('all files, secrets last and closed', async () => {
    expect(await steps({})).toEqual(all);
    expect(await steps({}, {}, [])).toEqual(all.slice(0, 4));
    expect(await steps({}, {}, secrets.slice(0, 1))).toEqual(all.slice(0, 6));
  });

  it('signed, save what belongs to the person and what is secret', async () => {
    const [first, second] = await renderSteps(recordedSystem({}), target, files, secrets);
    expect([first?.title, second?.title]).toEqual([
      'Write the files of the router',
      'Write the secrets, for root only',
    ]);
    const texts = [...(first?.actions ?? []), ...(second?.actions ?? [])].map((action) =>
      action.kind === 'write' ? action.text : null,
    );
    expect(texts).toEqual([
      null,
      seal('new\n'),
      seal('version: 1\n'),
      '{ }\n',
      null,
      secrets[0]?.value,
      secrets[1]?.value,
    ]);
  });
});

describe('over an earlier run', () => {
  const earlier: MachineTree = {
    '/out/configuration.nix': { text: seal('old\n') },
    '/out/answers.yaml': { text: seal('version: 1\n') },
    '/out/local.nix': { text: 'of the person' },
    '/out/secrets/pppoe-password': { text: 'pass' },
    '/out/secrets/pppoe.options': { text: 'password "pass"\n' },
    '/out/secrets/dhcp-option-61': { text: 'of other answers' },
    [`/out/${unfinished}`]: { text: 'half' },
    [`/out/secrets/${unfinished}`]: { text: 'half' },
  };
  const rewrite = all.filter((line) => !line.includes('local.nix'));

  it('everything but local.nix', async () => {
    expect(await steps(earlier)).toEqual(rewrite);
    expect(await steps(earlier, { force: true })).toEqual(rewrite);
    expect(await steps({ ...earlier, '/out/local.nix': { link: '/nowhere' } })).toEqual(rewrite);
  });

  it('a newline at the end of a secret makes it no other', async () => {
    expect(await steps({ ...earlier, '/out/secrets/pppoe-password': { text: 'pass\n' } })).toEqual(rewrite);
  });

  it.each<[string, MachineTree, string]>([
    [
      'a file of the person',
      { '/out/diary': { text: '' } },
      "/out holds files that are not naar's (diary). Name a new directory, or say --force to write beside them.",
    ],
    [
      'four of them',
      Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`/out/${name}`, { text: '' }])),
      "/out holds files that are not naar's (a, b, c and 1 more). Name a new directory, or say --force to write beside them.",
    ],
    [
      'many of them',
      Object.fromEntries(['a', 'b', 'c\n', 'd', 'e'].map((name) => [`/out/${name}`, { text: '' }])),
      "/out holds files that are not naar's (a, b, c\\u{a} and 2 more). Name a new directory, or say --force to write beside them.",
    ],
    [
      'what was changed',
      { '/out/configuration.nix': { text: `${seal('old\n')}# mine\n` } },
      "/out/configuration.nix was changed since naar wrote it, or is not naar's. Name a new directory, or say --force to replace it.",
    ],
    [
      'a link, wherever it leads',
      { '/out/configuration.nix': { link: '/out/other.nix' }, '/out/other.nix': { text: seal('new\n') } },
      "/out holds files that are not naar's (other.nix). Name a new directory, or say --force to write beside them.",
    ],
    [
      'a link to a file of naar',
      { '/out/configuration.nix': { link: '/elsewhere' }, '/elsewhere': { text: seal('new\n') } },
      "/out/configuration.nix was changed since naar wrote it, or is not naar's. Name a new directory, or say --force to replace it.",
    ],
    [
      'something among the secrets',
      { '/out/secrets/id_rsa': { text: '' } },
      "/out/secrets holds files that are not naar's (id_rsa). Name a new directory, or say --force to write beside them.",
    ],
    [
      'another secret',
      { '/out/secrets/pppoe-password': { text: 'of old' } },
      '/out/secrets/pppoe-password holds another secret than the answers now name. Name a new directory, or say --force to replace it.',
    ],
    [
      'a link to the secret',
      { '/out/secrets/pppoe-password': { link: '/pass' }, '/pass': { text: 'pass' } },
      '/out/secrets/pppoe-password holds another secret than the answers now name. Name a new directory, or say --force to replace it.',
    ],
  ])('not over %s, unless it is forced', async (_, change, sentence) => {
    expect(await refusal({ ...earlier, ...change })).toBe(sentence);
    expect(await steps({ ...earlier, ...change }, { force: true })).toEqual(rewrite);
  });

  it('among the secrets nothing foreign, be it only one that is written', async () => {
    const tree = { ...earlier, '/out/secrets/x': { text: '' } };
    await expect(renderSteps(recordedSystem(tree), target, files, secrets.slice(0, 1))).rejects.toThrow(Refusal);
  });

  it('secrets are not looked at where none is written', async () => {
    expect(await steps({ ...earlier, '/out/secrets': { link: '/out' } }, {}, [])).toEqual(rewrite.slice(0, 3));
  });
});

describe('never, also with --force', () => {
  const nowhere = 'Name another directory with --out. Nothing was written.';

  it.each<[string, MachineTree, string]>([
    [
      'a link in place of the secrets',
      { '/out/secrets': { link: '/shared' }, '/shared': { directory: true } },
      '/out/secrets is not a directory, or only a link to one: secrets do not go there. Name another directory with --out, or remove it. Nothing was written.',
    ],
    [
      'a file in their place',
      { '/out/secrets': { text: '' } },
      '/out/secrets is not a directory, or only a link to one: secrets do not go there. Name another directory with --out, or remove it. Nothing was written.',
    ],
    [
      'a directory in place of a file',
      { '/out/answers.yaml/x': { text: '' } },
      `/out/answers.yaml is a directory, where naar writes a file. ${nowhere}`,
    ],
    [
      'a directory in place of a secret',
      { '/out/secrets/pppoe.options': { directory: true } },
      `/out/secrets/pppoe.options is a directory, where naar writes a file. ${nowhere}`,
    ],
  ])('%s', async (_, tree, sentence) => {
    expect(await refusal(tree)).toBe(sentence);
    expect(await refusal(tree, { force: true })).toBe(sentence);
  });

  it.each(['/out/answers.yaml', '/link/answers.yaml', '/hidden'])(
    'over the answers that were given as %s',
    async (source) => {
      const tree: MachineTree = {
        '/out/answers.yaml': source === '/hidden' ? { link: '/hidden' } : { text: 'version: 1 # mine\n' },
        '/hidden': { text: 'version: 1 # mine\n' },
        '/link': { link: '/out' },
      };
      const sentence = `/out/answers.yaml is what the answers are read from: naar would write over it. ${nowhere}`;
      for (const force of [false, true])
        expect(await refusal(tree, { force, sources: ['/else', source] })).toBe(sentence);
    },
  );

  it('but answers that stay as they are lose nothing, nor does a secret', async () => {
    const tree: MachineTree = {
      '/out/answers.yaml': { text: seal('version: 1\n') },
      '/out/secrets/pppoe-password': { text: 'pass\n' },
    };
    const sources = ['/out/answers.yaml', '/out/secrets/pppoe-password'];
    expect(await steps(tree, { sources })).toEqual(all);
    const changed = { ...tree, '/out/secrets/pppoe.options': { text: 'the only copy' } };
    expect(await refusal(changed, { force: true, sources: [...sources, '/out/secrets/pppoe.options'] })).toMatch(
      /^\/out\/secrets\/pppoe.options is what the answers are read from/,
    );
  });
});

it('a place that cannot be looked at: one sentence, and nothing is written', async () => {
  const failing = async (error: Error) => {
    const system = { ...recordedSystem({}), list: () => Promise.reject(error) };
    return renderSteps(system, target, files, secrets).catch((caught: unknown) => caught);
  };
  const failure = await failing(new SystemFailure('EACCES', '/out may not be read by this user.'));
  expect(failure).toBeInstanceOf(StepFailure);
  expect(failure).toMatchObject({
    step: 'files',
    message: '/out may not be read by this user.',
    next: 'Nothing was written.\nMend that and run the same command again.',
  });
  const bug = new TypeError('not a function');
  expect(await failing(bug)).toBe(bug);
});
