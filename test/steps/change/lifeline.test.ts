import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';
import { planted, type RouterRoot } from './router-root.ts';

const home = routers();
const other = 'Other-77be pa$$word';

/** A router whose answers file names another name server and a new password of the line. */
function changing(): RouterRoot {
  const router = home.fresh();
  router.write(
    'root/new.yaml',
    storedAnswers
      .replace('hostName: router', 'hostName: gate')
      .replace('{ path: /etc/naar/secrets/pppoe-password }', '{ env: LINE }'),
  );
  return router;
}

const change = (router: RouterRoot, ...words: string[]) =>
  router.naarWith({ LINE: other }, 'reconfigure', '--answers', '/root/new.yaml', '--yes', ...words);

describe.skipIf(noSandbox !== null)('a reconfiguration', () => {
  it('that changes nothing starts nothing anew, and says so', () => {
    const router = home.fresh();
    const before = router.snapshot();
    const { status, words } = router.naar('reconfigure', '--yes');
    expect(words).toContain('Nothing changes: the router is what the answers say already.');
    expect(status).toBe(0);
    expect(router.asked().filter((line) => /^systemd-run|^switch.* test/.test(line))).toEqual([]);
    expect(router.snapshot()).toEqual(before);
  });

  it('builds, saves, arms, writes and switches, in this order', () => {
    const router = changing();
    const { status, words } = change(router);
    expect(words).toContain('- The name of the router: router becomes gate.');
    expect(words).toContain('- The login for the provider changes.');
    expect(words).toMatch(/Keep it within (300|2\d\d) s: naar confirm/);
    expect(status).toBe(0);
    const asked = router.asked();
    const at = (pattern: RegExp) => asked.findIndex((line) => pattern.test(line));
    const order = [
      /^nix-build/,
      /^switch-to-configuration .* check/,
      /^switch-to-configuration .* dry-activate/,
      /^cp -a \/etc\/nixos \/var/,
      /^cp -a \/etc\/naar\/secrets /,
      /^mv -T .*pending$/,
      /^systemd-run --unit=naar-lifeline .*--on-active=300 /,
      /^systemd-run --unit=naar-activate .*--wait/,
      /^switch-to-configuration .* test/,
      /^systemctl try-restart pppd-wan.service$/,
    ].map(at);
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    // the files are the old ones until the timer runs
    const files = (pattern: RegExp) => /\[files (\w+)\]/.exec(asked[at(pattern)] ?? '')?.[1];
    expect(files(/^systemd-run --unit=naar-lifeline /)).toBe(files(/^nix-build/));
    expect(files(/ test \[/)).not.toBe(files(/^nix-build/));
    // on trial: what the router starts with is the earlier one
    const now = router.snapshot();
    expect(now['run/current-system']).not.toBe(now['nix/var/nix/profiles/system']);
    expect(now['fake/boot-default']).toBe(`${now['nix/var/nix/profiles/system']}\n`);
    expect(now['fake/dialled']).toContain(other);
  });

  it('becomes what the router starts with when it is confirmed, once', () => {
    const router = changing();
    const before = router.snapshot();
    change(router);
    const trial = router.snapshot();
    expect(router.naar('confirm')).toMatchObject({
      status: 0,
      words: expect.stringMatching(/^Keeping it: .* The change stays/),
    });
    const now = router.snapshot();
    expect(now).toEqual({
      ...trial,
      'nix/var/nix/profiles/system': trial['run/current-system'],
      'fake/boot-default': `${trial['run/current-system']}\n`,
      'var/lib/naar/pending': 'none',
      'run/naar/armed': 'none',
      'nix/var/nix/gcroots/naar-before': 'none',
    });
    expect(router.timeOut()).toBe(false);
    router.restart();
    expect(router.snapshot()).toEqual(now);
    expect(router.naar('confirm')).toMatchObject({ status: 4, words: expect.stringContaining('No change waits') });
    // the earlier files are kept in a dated folder
    const [folder] = readdirSync(join(router.path, 'var/lib/naar/history'));
    expect(folder).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/);
    expect(`644 ${router.read(`var/lib/naar/history/${folder}/nixos/configuration.nix`)}`).toBe(
      before['etc/nixos/configuration.nix'],
    );
  });

  it.each(['time runs out', 'the router restarts', 'naar rollback'])('goes back whole when %s', (how) => {
    const router = changing();
    const before = router.snapshot();
    change(router);
    expect(router.snapshot()).not.toEqual(before);
    if (how === 'time runs out') expect(router.timeOut()).toBe(true);
    else if (how === 'the router restarts') router.restart();
    else
      expect(router.naar('rollback')).toMatchObject({
        status: 0,
        words: expect.stringMatching(/^Bringing the earlier router back: .* The earlier router is back\./),
      });
    expect(router.snapshot()).toEqual(before);
    expect(router.naar('confirm').status).toBe(4);
    expect(router.timeOut()).toBe(false);
    // what was tried is not lost
    const [folder] = readdirSync(join(router.path, 'var/lib/naar/history'));
    expect(folder).toMatch(/-taken-back$/);
    expect(router.read(`var/lib/naar/history/${folder}/tried/nixos/answers.yaml`)).toContain('hostName: gate');
    expect(router.read(`var/lib/naar/history/${folder}/tried/secrets/pppoe-password`)).toBe(other);
  });

  it('gives a login password of before back, also over a restart', () => {
    const router = home.fresh();
    const hash = (letter: string) => `$y$j9T$${letter.repeat(22)}$${letter.repeat(43)}`;
    const answers = (letter: string) =>
      storedAnswers.replace('user: admin', `user: admin\n    password: { hash: "${hash(letter)}" }`);
    const to = (letter: string) => {
      router.write('root/new.yaml', answers(letter));
      return router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
    };
    expect(to('a').status).toBe(0);
    expect(router.naar('confirm').status).toBe(0);
    const before = router.snapshot();
    expect(before['fake/login']).toBe(hash('a'));
    // the same system: only the file with the hash is another one
    const asked = to('b').words;
    expect(asked).toContain('The password of the admin changes.');
    expect(router.snapshot()['fake/login']).toBe(hash('b'));
    router.restart();
    expect(router.snapshot()).toEqual(before);
  });

  it('is refused while another one waits', () => {
    const router = changing();
    change(router);
    const before = router.snapshot();
    expect(change(router)).toMatchObject({ status: 4, words: expect.stringContaining('A change waits already.') });
    expect(router.snapshot()).toEqual(before);
  });

  it('that only rewords the files writes them and starts nothing anew', () => {
    const router = home.fresh();
    const before = router.snapshot();
    router.write('root/new.yaml', storedAnswers.replace('erase: false', 'erase: false\n  swap: 1G'));
    const { status, words } = router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes');
    expect(words).toContain('The files are written. They make the same system, so nothing was started anew.');
    expect(status).toBe(0);
    expect(router.read('etc/nixos/answers.yaml')).toContain('swap: 1G');
    const [folder] = readdirSync(join(router.path, 'var/lib/naar/history'));
    expect(`600 ${router.read(`var/lib/naar/history/${folder}/nixos/answers.yaml`)}`).toBe(
      before['etc/nixos/answers.yaml'],
    );
    expect(router.asked().filter((line) => /^systemd-run| test/.test(line))).toEqual([]);
  });
});

it.skipIf(noSandbox !== null)('what the router has already is enough where the Internet does not answer', () => {
  const router = changing();
  router.fails('unreachable');
  const { status, words } = change(router);
  expect(words).toContain('The Internet does not answer.');
  expect(words).toContain('Build it from what the router has already');
  expect(status).toBe(0);
  const builds = router.asked().filter((line) => /^nix-build/.test(line));
  expect(builds.map((line) => line.includes('--option substitute false'))).toEqual([false, true]);
});

describe.skipIf(noSandbox !== null)('what does not work', () => {
  const nothing: readonly (readonly [string, string, number, RegExp])[] = [
    ['the build', 'nix-build', 3, /cannot be built, so nothing was changed/],
    [
      'the build, which gives another release',
      'other-release',
      3,
      /What was built is NixOS 25\.05 and not 26\.05.* sudo nix-channel --update nixos Then make the change again/,
    ],
    ['the timer', 'arm', 3, /lifeline could not be armed/],
    ['the switch, before it began', 'stc-test-early', 3, /The switch to the new configuration failed/],
    ['the switch, by a service', 'stc-test', 3, /Not started: unbound\.service\. The earlier router is back/],
  ];
  it.each(nothing)('%s: all is as it was', (_, point, status, words) => {
    const router = changing();
    const before = router.snapshot();
    router.fails(point);
    const said = change(router);
    expect(said.words).toMatch(words);
    expect(said.status).toBe(status);
    expect(router.snapshot()).toEqual(before);
    expect(router.timeOut()).toBe(false);
    // and the way is free for another try
    router.fails();
    expect(change(router).status).toBe(0);
  });

  it.each(['nix-env', 'stc-boot'])('%s when it is confirmed: the earlier router comes back', (point) => {
    const router = changing();
    const before = router.snapshot();
    change(router);
    router.fails(point);
    const { status, words } = router.naar('confirm');
    expect(status).toBe(3);
    expect(words).toContain('the earlier router came back');
    // and what was printed while the terminal might have gone away
    expect(words).toContain('No space left on device');
    router.fails();
    expect(router.snapshot()).toEqual(before);
  });
});

it.skipIf(noSandbox !== null)('the password of the line is in its own files and nowhere else', () => {
  const router = changing();
  change(router);
  router.naar('rollback');
  change(router);
  router.naar('confirm');
  const holds = (folder: string): string[] =>
    readdirSync(join(router.path, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => /Other-77be|Planted-9c1e/.test(readFileSync(file, 'latin1')))
      .map((file) => file.slice(router.path.length));
  const own = /\/secrets\/pppoe(-password|\.options)$|^\/fake\/dialled$/;
  for (const folder of ['etc', 'var', 'fake', 'run', 'nix', 'root'])
    expect(
      holds(folder).filter((file) => !own.test(file)),
      folder,
    ).toEqual([]);
  expect(holds('etc')).toHaveLength(2);
  expect(planted).toContain('Planted');
});
