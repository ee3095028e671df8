import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Facts } from '../../../src/facts/facts.ts';
import { preflightStep } from '../../../src/steps/install/preflight.ts';
import { marksOf } from '../../../src/steps/install/target.ts';
import type { Fault } from '../../../src/steps/steps.ts';
import { realSystem } from '../../../src/system/real.ts';
import type { System } from '../../../src/system/system.ts';
import { noLoopDisk } from '../no-sandbox.ts';
import { type Wish, writeAnswers } from './box-answers.ts';
import { diskName, type Installer, openInstaller } from './installer.ts';
import { tried } from './matrix.ts';

// real processes and disks: a busy machine takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const wish: Wish = { filesystem: 'ext4', swap: 'none' };

type Case = {
  readonly what: string;
  /** Like another one on the way through naar. */
  readonly rare?: boolean;
  /** Makes it so; `$1` and `$2` are the disks. */
  readonly before?: string;
  readonly after?: string;
  readonly answers?: Partial<Wish>;
  /** The sentence, and the way on. */
  readonly says: readonly string[];
};

const halves = 'printf "label: gpt\\nsize=4GiB\\n\\n" | sfdisk --quiet $1; udevadm settle --timeout=30';
const clear = 'partx --delete $1 2> /dev/null || true; wipefs --all --quiet $1; udevadm settle --timeout=30';

const cases: readonly Case[] = [
  {
    what: 'a partition of it is mounted',
    before: `${halves}; mkfs.ext4 -q \${1}p1; mkdir -p /run/box/old; mount \${1}p1 /run/box/old`,
    after: `umount /run/box/old; ${clear}`,
    says: ['p1 is in use: it is mounted at /run/box/old.', 'umount /run/box/old'],
  },
  {
    what: 'a partition of it is swap in use',
    rare: true,
    before: `${halves}; mkswap \${1}p1; swapon \${1}p1`,
    after: `swapoff \${1}p1; ${clear}`,
    says: ['p1 is in use as swap.', 'swapoff /dev/loop'],
  },
  {
    what: 'it belongs to LVM',
    before: 'pvcreate --config "devices{scan=[\\"/dev\\"]}" -ff -y $1 > /dev/null 2>&1; udevadm settle --timeout=30',
    after: clear,
    says: ['is part of a volume group (LVM).', 'wipefs --all /dev/loop'],
  },
  {
    what: 'a partition of it belongs to a RAID',
    before: `${halves}; perl ${import.meta.dirname}/raid-member.pl \${1}p1; udevadm settle --timeout=30`,
    after: clear,
    says: ['p1 is part of a RAID array.', 'mdadm --stop the array'],
  },
  {
    what: 'it takes no writing',
    rare: true,
    before: 'blockdev --setro $1',
    after: 'blockdev --setrw $1',
    says: ['takes no writing: it is read-only.', 'Choose another disk.'],
  },
  {
    what: 'it is too small',
    rare: true,
    answers: { device: diskName(2) },
    says: ['holds 3.0 GB; a router needs 7 GB.', 'Choose a larger disk.'],
  },
  {
    what: 'names are not resolved',
    before: 'echo "6 Could not resolve host: cache.nixos.org" > /run/box/fail.curl',
    after: 'rm /run/box/fail.curl',
    says: [
      'The Internet cannot be reached (names are not resolved)',
      'nmcli device connect JACK',
      'nmtui',
      '| curl: (6) Could not resolve host',
    ],
  },
  {
    what: 'the clock is wrong',
    before: `echo "60 SSL certificate problem: certificate is not yet valid" > /run/box/fail.curl
             echo "Fri, 02 Apr 2027 10:00:00 GMT" > /run/box/date`,
    after: 'rm /run/box/fail.curl /run/box/date',
    says: ['The clock is wrong: it says 20', 'sudo date --utc --set "2027-04-02 10:00"'],
  },
  {
    what: 'somebody else answers for the cache',
    rare: true,
    before: 'echo "60 SSL certificate problem: self-signed certificate" > /run/box/fail.curl',
    after: 'rm /run/box/fail.curl',
    says: ['its certificate is refused.', 'log in first'],
  },
  {
    what: 'the configuration does not hold with that release',
    rare: true,
    before: 'echo "error: The option \'services.pppd.peers\' does not exist." > /run/box/fail.nix-build',
    after: 'rm /run/box/fail.nix-build',
    says: [
      'NixOS 26.05 does not accept the configuration.',
      "| error: The option 'services.pppd.peers' does not exist.",
    ],
  },
  {
    what: 'memory does not suffice to work it out',
    before: 'echo killed > /run/box/fail.nix-build',
    after: 'rm /run/box/fail.nix-build',
    says: ['did not come to its end.', 'memory'],
  },
  {
    what: 'the system would not fit',
    before: 'echo "900.00 MiB download, 4100.00 MiB unpacked" > /run/box/sizes',
    after: 'rm /run/box/sizes',
    says: ['need 10.1 GB; /dev/loop', 'Choose a larger disk, or less swap.'],
  },
  {
    what: 'the channel of another release is not there',
    before: 'touch /run/box/fail.nix-channel',
    after: 'rm /run/box/fail.nix-channel',
    answers: { release: '26.11' },
    says: ['The channel of NixOS 26.11 cannot be had.', 'HTTP error 404', 'leave system.release out'],
  },
];

describe.skipIf(noLoopDisk !== null)('before anything is erased', () => {
  let box: Installer;
  let untouched: string;
  const sh = (script: string) => box.sh(`set -- ${box.loops.join(' ')}\n${script}`);
  beforeAll(async () => {
    box = await openInstaller({ firmware: 'bios', disks: [8, 3] });
    await sh('cp /run/box/os-release /run/box/os-release.installer');
  });
  afterAll(() => box?.close());

  it.each(tried(cases, 'Refusals before a disk is erased'))(
    'refuses where $what',
    async ({ before, after, answers, says }) => {
      await sh(before ?? ':');
      try {
        untouched = await sh('sync; sha256sum < <(head -c 1M $1); cat /run/box/count');
        const { code, stderr } = await box.naar([
          'install',
          '--answers',
          writeAnswers(box, { ...wish, ...answers }),
          '--yes',
        ]);
        const words = stderr.replaceAll(/(\n {2}\| {3})|\s+/g, ' ');
        for (const word of says) expect(words).toContain(word);
        expect(code).toBe(4);
        expect(words).toContain('The whole log: /run/naar/install/install.log');
        expect(await sh('sync; sha256sum < <(head -c 1M $1); cat /run/box/count')).toBe(untouched);
      } finally {
        await sh(after ?? ':');
      }
    },
  );

  it('refuses a machine that is not the installer, and one that was not asked', async () => {
    const path = writeAnswers(box, wish);
    const unasked = await box.naar(['install', '--answers', path]);
    expect(unasked).toMatchObject({ code: 4, stdout: '' });
    expect(unasked.stderr).toMatch(/^\/dev\/loop\d+, 8\.0 GB: nothing was found on it\.\nThis would erase \/dev\/loop/);
    await sh('printf "ID=debian\\n" > /run/box/os-release');
    const elsewhere = await box.naar(['install', '--answers', path, '--yes']);
    await sh('cat /run/box/os-release.installer > /run/box/os-release');
    expect(elsewhere).toMatchObject({ code: 4 });
    expect(elsewhere.stderr).toContain('This is not the NixOS installer');
  });

  it('refuses answers without consent, and --yes does not stand for it', async () => {
    const { code, stderr } = await box.naar([
      'install',
      '--answers',
      writeAnswers(box, { ...wish, erase: false }),
      '--yes',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('disk.erase: true');
  });

  it('refuses to go on where nothing was begun', async () => {
    await sh('rm -rf /run/naar');
    const { code, stderr } = await box.naar(['install', '--resume']);
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('No installation was begun here');
  });

  it('without the Internet installs from a medium that holds everything, also another release', async () => {
    await sh('echo "7 Failed to connect" > /run/box/fail.curl; touch /run/box/closure-on-medium');
    const { code, stderr } = await box.naar([
      'install',
      '--answers',
      writeAnswers(box, { ...wish, release: '25.11' }),
      '--yes',
    ]);
    expect(code, stderr).toBe(0);
    expect(await sh('cat /run/box/channel; ls /run/box/channel-updated')).toBe('25.11\n/run/box/channel-updated\n');
  });
});

/** What a box would say that this machine cannot be made to be. */
describe.skipIf(noLoopDisk !== null)('of a box', () => {
  const disk = { path: '/dev/sda', byId: ['/dev/disk/by-id/ata-X'], model: '', sizeBytes: 16e9, transport: 'sata' };
  const facts = {
    firmware: 'bios',
    os: { id: 'nixos', release: '26.05', kernel: '', role: 'installer' },
    memoryBytes: 4e9,
    disks: [{ ...disk, removable: false, bootMedium: false, partitions: [] }],
  } as unknown as Facts;
  const root = { role: 'root', mebibytes: null, type: '', label: 'nixos' } as const;
  const target = {
    root: '/mnt',
    disk: '/dev/sda',
    plan: { device: disk.byId[0]!, fileSystem: 'ext4', partitions: [root] },
    marks: marksOf('test'),
  } as const;
  const payload = { answers: '', files: [], secrets: [], hostKeys: [], own: null, release: '26.05', program: null };

  async function fault(words: string, box: Partial<Facts>, system: Partial<System> = {}, plan = target.plan) {
    const { actions } = preflightStep({ ...facts, ...box }, { ...target, plan }, payload);
    const check = actions.find((action) => action.kind === 'check' && action.words === words);
    if (check?.kind !== 'check') throw new Error(`There is no look whether ${words}.`);
    expect(check.refuses).toBe(true);
    return (await check.look({ ...realSystem(), ...system })) as Fault | null;
  }

  it('knows a clock that stood still', async () => {
    const at = (time: string) => ({ now: () => new Date(time) });
    expect((await fault('the clock is sane', {}, at('2009-01-01')))?.problem).toContain('The clock says 2009-01-01');
    expect(await fault('the clock is sane', {}, at('2026-11-29'))).toBeNull();
  });

  it('knows too little memory, and memory that is taken', async () => {
    expect((await fault('there is enough memory', { memoryBytes: 1e9 }))?.problem).toContain('1.0 GB of memory');
    expect(await fault('there is enough memory', { memoryBytes: 2e9 })).toBeNull();
    const memory = (available: number, swap: number) => ({
      readText: async () => `MemAvailable:   ${available} kB\nSwapFree:   ${swap} kB\n`,
    });
    expect((await fault('enough of it is free', {}, memory(300_000, 0)))?.problem).toContain('Only 0.3 GB');
    expect(await fault('enough of it is free', {}, memory(300_000, 500_000))).toBeNull();
  });

  it('knows that a BIOS starts nothing by UEFI', async () => {
    const esp = { ...target.plan, partitions: [{ ...root, role: 'esp' }, root] } as unknown as typeof target.plan;
    const words = 'the firmware can start what is installed';
    expect((await fault(words, {}, {}, esp))?.problem).toContain('started by a BIOS');
    expect(await fault(words, { firmware: 'uefi' }, {}, esp)).toBeNull();
    expect(await fault(words, {})).toBeNull();
  });

  it('knows who is not root, and the medium it came from', async () => {
    const user = { run: async () => ({ code: 0, stdout: '1000\n', stderr: '' }) };
    expect((await fault('naar runs as root', {}, user))?.next).toBe('Run: sudo naar');
    const stick = { disks: [{ ...facts.disks[0]!, bootMedium: true }] };
    const words = '/dev/sda is a whole disk and not the medium of the installer';
    expect((await fault(words, stick))?.problem).toContain('the medium that this installer was started from');
    expect((await fault(words, { disks: [] }))?.problem).toContain('no disk /dev/disk/by-id/ata-X');
  });
});
