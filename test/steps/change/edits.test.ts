import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';
import type { RouterRoot } from './router-root.ts';

const home = routers();

/** A router whose owner wrote a line of their own into configuration.nix and changed one of naar's, and whose name shall change. */
function edited(change = (text: string) => text): RouterRoot {
  const router = home.fresh();
  const text = router.read('etc/nixos/configuration.nix');
  const mine = text
    .replace('  boot.loader.timeout = 3;\n', '  boot.loader.timeout = 8;\n')
    .replace(/\}\n(# Written by naar)/, '  services.fwupd.enable = true;\n}\n$1');
  expect(mine.length).toBeGreaterThan(text.length);
  router.write('etc/nixos/configuration.nix', change(mine));
  router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
  return router;
}

const change = (router: RouterRoot, ...words: string[]) =>
  router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes', ...words);

/** All that is kept of earlier sets, as one text. */
function history(router: RouterRoot): string {
  const folder = join(router.path, 'var/lib/naar/history');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

describe.skipIf(noSandbox !== null)('lines written by hand into configuration.nix', () => {
  it('are shown, and nothing is done before it is said what becomes of them', () => {
    const router = edited();
    const before = router.snapshot();
    const { status, words } = change(router);
    expect(status).toBe(4);
    expect(words).toContain('configuration.nix was changed by hand since naar wrote it');
    expect(words).toContain('- boot.loader.timeout = 3; + boot.loader.timeout = 8;');
    expect(words).toContain('+ services.fwupd.enable = true;');
    for (const way of ['merge', 'local', 'keep', 'overwrite']) expect(words).toContain(`--edited ${way}`);
    expect(router.snapshot()).toEqual(before);
  });

  it.each(['merge', 'local', 'keep', 'overwrite'])('%s', (way) => {
    const router = edited();
    const mine = router.read('etc/nixos/configuration.nix');
    const local = router.read('etc/nixos/local.nix');
    const said = change(router, '--edited', way);
    expect(said.words).toMatch(/Keep it within (300|2\d\d) s: naar confirm/);
    expect(router.naar('confirm').status).toBe(0);
    const now = router.read('etc/nixos/configuration.nix');
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: gate');
    expect([now.includes('timeout = 8'), now.includes('fwupd'), now.includes('hostName = "gate"')]).toEqual(
      {
        merge: [true, true, true],
        local: [false, false, true],
        keep: [true, true, false],
        overwrite: [false, false, true],
      }[way],
    );
    const added = router.read('etc/nixos/local.nix').replace(local, '');
    if (way === 'local') {
      expect(added).toContain('{ lib, pkgs, ... }:');
      expect(added).toContain('  boot.loader.timeout = lib.mkForce (8);\n  services.fwupd.enable = true;\n');
      expect(router.run('nix-instantiate', '--parse', '/etc/nixos/local.nix').status ?? 0).toBe(0);
    } else expect(added).toBe('');
    if (way === 'keep') expect(now).toBe(mine);
    // nothing is lost
    expect(history(router)).toContain(mine);
  });

  it('are merged again at the next change, on what naar wrote last', () => {
    const router = edited();
    expect(change(router, '--edited', 'merge').status).toBe(0);
    expect(router.naar('confirm').status).toBe(0);
    router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: third'));
    expect(change(router)).toMatchObject({ status: 4, words: expect.stringContaining('timeout = 8') });
    const said = change(router, '--edited', 'merge');
    expect(said.words).toContain('The name of the router: gate becomes third.');
    const now = router.read('etc/nixos/configuration.nix');
    expect(now).toContain('hostName = "third"');
    expect(now).toContain('timeout = 8');
    expect(now).toContain('fwupd');
  });

  it('that touch the very lines of the change are shown side by side', () => {
    const router = edited((text) => text.replace('hostName = "router"', 'hostName = "mine"'));
    const before = router.snapshot();
    const { status, words } = change(router, '--edited', 'merge');
    expect(status).toBe(4);
    expect(words).toMatch(/touch the same lines: <{7} yours .*hostName = "mine".*={7}.*hostName = "gate".*>{7} new/);
    expect(router.snapshot()).toEqual(before);
  });

  it('that took something away cannot move to local.nix', () => {
    const router = edited((text) => text.replace('  boot.loader.timeout = 8;\n', ''));
    const before = router.snapshot();
    expect(change(router, '--edited', 'local')).toMatchObject({
      status: 4,
      words: expect.stringContaining('You took boot.loader.timeout out of configuration.nix'),
    });
    expect(router.snapshot()).toEqual(before);
  });

  it('can still be kept or overwritten where what naar wrote is not known any more', () => {
    const router = edited((text) => text.replace(/# Written by naar; digest.*\n$/, ''));
    expect(change(router)).toMatchObject({ status: 4, words: expect.stringContaining('not known any more') });
    expect(change(router, '--edited', 'merge').words).toContain('cannot be merged');
    expect(change(router, '--edited', 'local').words).toContain('cannot be told from its own');
    expect(change(router, '--edited', 'overwrite').status).toBe(0);
    expect(router.naar('rollback').status).toBe(0);
    expect(router.read('etc/nixos/configuration.nix')).toContain('fwupd');
  });
});

it.skipIf(noSandbox !== null)('answers that were changed by hand are a change like any other', () => {
  const router = home.fresh();
  router.write(
    'etc/nixos/answers.yaml',
    router.read('etc/nixos/answers.yaml').replace('hostName: router', 'hostName: gate'),
    0o600,
  );
  const { status, words } = router.naar('reconfigure', '--yes');
  expect(words).toContain('The name of the router: router becomes gate.');
  expect(status).toBe(0);
});

describe.skipIf(noSandbox !== null)('an earlier set of files', () => {
  it('is listed, chosen and brought back on trial, also an older one', () => {
    const router = home.fresh();
    const first = router.snapshot();
    expect(router.naar('rollback')).toMatchObject({
      status: 4,
      words: expect.stringContaining('there is no earlier set'),
    });
    for (const name of ['gate', 'third']) {
      router.write('root/new.yaml', storedAnswers.replace('hostName: router', `hostName: ${name}`));
      expect(change(router).status).toBe(0);
      expect(router.naar('confirm').status).toBe(0);
    }
    const list = router.naar('rollback');
    expect(list.status).toBe(4);
    expect(list.words).toMatch(
      /1 \d{4}-\d\d-\d\d \d\d:\d\d UTC the router until then; then: The name of the router: gate becomes third\. 2 .* router becomes gate\./,
    );
    expect(router.naar('rollback', '7')).toMatchObject({
      status: 4,
      words: expect.stringContaining('There is no earlier set 7.'),
    });
    router.asked();
    const back = router.naar('rollback', '2', '--yes');
    expect(back.words).toContain('The name of the router: third becomes router.');
    expect(back.status).toBe(0);
    // its system is still there: nothing is built, so it needs no network
    expect(router.asked().filter((line) => /^nix-build/.test(line))).toEqual([]);
    expect(router.naar('confirm').status).toBe(0);
    expect(router.snapshot()).toEqual(first);
  });

  it('is built anew where its system was collected as garbage', () => {
    const router = home.fresh();
    const first = router.snapshot();
    router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
    change(router);
    router.naar('confirm');
    router.remove(first['run/current-system']!.slice(1));
    expect(router.naar('rollback', '1', '--yes').status).toBe(0);
    expect(router.asked().filter((line) => /^nix-build/.test(line))).toHaveLength(2);
    expect(router.naar('confirm').status).toBe(0);
    expect(router.snapshot()).toEqual(first);
  });

  it('that was tried and taken back can be tried again', () => {
    const router = home.fresh();
    router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
    change(router);
    router.naar('rollback');
    expect(router.naar('rollback').words).toContain(
      'tried and taken back; it was: The name of the router: router becomes gate.',
    );
    expect(router.naar('rollback', '1', '--yes').status).toBe(0);
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: gate');
  });
});
