import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noLoopDisk } from '../no-sandbox.ts';
import { planted, writeAnswers } from './box-answers.ts';
import { diskName, type Installer, openInstaller } from './installer.ts';
import { tried } from './matrix.ts';

// real processes and disks: a busy machine takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

type Case = {
  readonly what: string;
  /** Like another one on the way through naar. */
  readonly rare?: boolean;
  /** Makes it so; `$1` is the disk. */
  readonly before: string;
  /** Mends it. */
  readonly after: string;
  /** The sentence, the evidence, the way on. */
  readonly says: readonly string[];
};

const fail = (how: string) => ({
  before: `echo ${how} > /run/box/fail.nixos-install`,
  after: 'rm /run/box/fail.nixos-install',
});

const cases: readonly Case[] = [
  {
    what: 'the build fails with a long log, and a careless program prints the password',
    ...fail('long'),
    says: ['nixos-install failed.', '| ......', 'failed with exit code 1', 'Start naar again to go on'],
  },
  {
    what: 'the Internet goes away',
    ...fail('network'),
    says: [
      'The Internet went away while NixOS was fetched.',
      'Could not resolve host: cache.nixos.org',
      'Bring it back',
    ],
  },
  {
    what: 'the disk runs full',
    before: fail('full').before,
    after: `${fail('full').after}; rm /mnt/nix/filler`,
    says: ['The disk is full.', 'No space left on device', 'Take a larger disk, or less swap'],
  },
  {
    what: 'the kernel makes the target read-only',
    before: 'echo "mount -o remount,ro /mnt" > /run/box/hook.nixos-install',
    after: ':',
    says: ['takes no more writing', 'Read-only file system', 'see dmesg'],
  },
  {
    what: 'memory does not suffice',
    rare: true,
    ...fail('killed'),
    says: ['Memory did not suffice.', '| nixos-install was ended by SIGKILL.'],
  },
  {
    what: 'the boot loader cannot be installed',
    rare: true,
    ...fail('loader'),
    says: ['nixos-install failed.', '| error: cannot find a GRUB drive for /dev/sdz'],
  },
  {
    what: 'the hardware cannot be read',
    rare: true,
    before: 'touch /run/box/fail.nixos-generate-config',
    after: 'rm /run/box/fail.nixos-generate-config',
    says: ['nixos-generate-config failed.', '| cannot determine the file systems'],
  },
];

describe.skipIf(noLoopDisk !== null)('a step fails', () => {
  let box: Installer;
  const sh = (script: string) => box.sh(`set -- ${box.loops.join(' ')}\n${script}`);
  beforeAll(async () => {
    box = await openInstaller({ firmware: 'bios', disks: [8] });
  });
  afterAll(() => box?.close());

  it.each(tried(cases, 'Failures of an installation'))(
    'where $what: it says so, and goes on when that is mended',
    async ({ before, after, says }) => {
      await sh(before);
      const answers = writeAnswers(box, { filesystem: 'ext4', swap: 'none' });
      const { code, stderr } = await box.naar(['install', '--answers', answers, '--yes']);
      const words = stderr.replaceAll(/(\n {2}\| {3})|\s+/g, ' ');
      for (const word of says) expect(words).toContain(word);
      expect(words).toContain('The whole log: /run/naar/install/install.log');
      expect(code).toBe(3);
      const log = await sh(
        'cat /run/naar/install/install.log /run/naar/install/events.jsonl /run/naar/install/journal.jsonl',
      );
      for (const secret of Object.values(planted)) expect(`${stderr}${log}`).not.toContain(secret);
      await sh(after);
      const mended = await box.naar(['install', '--resume']);
      expect(mended.code, mended.stderr).toBe(0);
      expect(mended.stderr.split('done by an earlier run')).toHaveLength(3);
    },
  );

  it('a router that was installed is no installation that was begun', async () => {
    expect((await box.naar(['install', '--resume'])).code).toBe(4);
  });

  it('what was downloaded is kept', async () => {
    const log = await sh('cat /run/naar/install/install.log');
    const [, , , away = '', back = ''] = log.split(' 8 of 10: ').map((part) => part.split(/ 9 of 10: | failed: /)[0]!);
    expect(away.match(/copying path/g)).toHaveLength(5);
    expect(back.match(/copying path/g)).toHaveLength(4);
  });
});

describe.skipIf(noLoopDisk !== null)('the disk vanishes', () => {
  let box: Installer;
  beforeAll(async () => {
    box = await openInstaller({ firmware: 'bios', disks: [8] });
  });
  afterAll(() => box?.close());

  it('while NixOS is installed: that is said, nothing hangs, and the next start says it as well', async () => {
    await box.sh('echo vanish > /run/box/fail.nixos-install');
    const answers = writeAnswers(box, { filesystem: 'ext4', swap: 'none' });
    const { code, stderr } = await box.naar(['install', '--answers', answers, '--yes']);
    expect(stderr).toMatch(/The disk does not answer|takes no more writing/);
    expect(code).toBe(3);
    await box.sh('rm /dev/disk/by-id/*; : > /run/box/disks');
    const again = await box.naar(['install', '--resume']);
    expect(again.code).toBe(4);
    expect(again.stderr.replaceAll('\n', ' ')).toContain(`This machine has no disk "${diskName(1)}"`);
  });
});
