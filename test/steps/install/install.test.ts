import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noLoopDisk } from '../no-sandbox.ts';
import { planted, type Wish, writeAnswers } from './box-answers.ts';
import { type DiskContent, readDisk } from './disk-content.ts';
import { type Box, type Installer, openInstaller, type Result } from './installer.ts';
import { full } from './matrix.ts';

// real processes and disks: a busy machine takes its time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Fills a disk with something that must be there afterwards. */
const pattern = 'head -c 32000000 /dev/zero | openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 2> /dev/null';

type Kind = Pick<Box, 'firmware'> & Wish;
const kinds: readonly Kind[] = [
  { firmware: 'bios', filesystem: 'ext4', swap: '64M' },
  { firmware: 'uefi', filesystem: 'btrfs', swap: 'none' },
  ...(full
    ? ([
        { firmware: 'bios', filesystem: 'btrfs', swap: 'none' },
        { firmware: 'uefi', filesystem: 'ext4', swap: '64M' },
      ] as const)
    : []),
];

describe.skipIf(noLoopDisk !== null).each(kinds)(
  'installed on a loop disk: $firmware, $filesystem, swap $swap',
  (kind) => {
    let box: Installer;
    let done: Result;
    let disk: DiskContent;
    const seen: string[] = [];

    beforeAll(async () => {
      box = await openInstaller({ firmware: kind.firmware, disks: [8, 0.032] });
      await box.sh(`${pattern} > ${box.loops[1]}`);
      await box.sh('echo 0.1 > /run/box/pace');
      const answers = writeAnswers(box, kind);
      const watch = setInterval(() => seen.push(...passwordsOnView()), 15);
      done = await box.naar(['install', '--answers', answers, '--yes']);
      clearInterval(watch);
      disk = await readDisk(box);
    });
    afterAll(() => box?.close());

    it('ends well, and says where the router will answer and what to do with the cable', () => {
      expect(done).toMatchObject({ code: 0, stdout: '' });
      expect(done.stderr).toContain('10 of 10');
      expect(done.stderr).toContain('The cable from the provider belongs into enp1s0.');
      expect(done.stderr).toContain('10.0.10.1');
    });

    it('has a table with the partitions that the firmware starts from', () => {
      const { partitiontable } = disk.table as {
        partitiontable: { label: string; partitions: { name: string; type: string; start: number; size: number }[] };
      };
      const { label, partitions } = partitiontable;
      expect(label).toBe('gpt');
      const boot =
        kind.firmware === 'bios'
          ? { name: 'bios', type: '21686148-6449-6E6F-744E-656564454649', size: 2048 }
          : { name: 'esp', type: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', size: 1048576 };
      const swap = { name: 'swap', type: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F', size: 131072 };
      const root = { name: 'root', type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4' };
      expect(partitions).toMatchObject([boot, ...(kind.swap === 'none' ? [] : [swap]), root]);
      const last = partitions.at(-1)!;
      expect((last.start + last.size) * 512).toBeGreaterThan(7.99e9);
    });

    it('has file systems with the labels and numbers by which they are found', () => {
      const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
      const expected = [
        kind.firmware === 'bios' ? '^bios$' : '^BOOT [0-9A-F]{4}-[0-9A-F]{4} vfat esp$',
        ...(kind.swap === 'none' ? [] : [`^swap ${uuid} swap swap$`]),
        `^nixos ${uuid} ${kind.filesystem} root$`,
      ].map((line) => expect.stringMatching(line));
      expect(disk.fileSystems).toEqual(expected);
    });

    it('holds the files with their modes and owners, and nothing that is not meant to stay', () => {
      const ours = disk.tree.filter((line) => /^. \d+ \S+ (etc|var|boot|root)/.test(line));
      expect(ours.map((line) => line.replace(/[0-9a-f]{16}$/, 'DIGEST'))).toEqual([
        'd 755 0:0 boot',
        ...(kind.firmware === 'bios' ? ['d 755 0:0 boot/grub', 'f 644 0:0 boot/grub/grub.cfg'] : []),
        'd 755 0:0 etc',
        'f 644 0:0 etc/NIXOS',
        'l 777 0:0 etc/mtab /proc/mounts',
        'd 755 0:0 etc/naar',
        'd 700 0:0 etc/naar/secrets',
        'f 600 0:0 etc/naar/secrets/admin-password-hash',
        'f 600 0:0 etc/naar/secrets/pppoe-password',
        'f 600 0:0 etc/naar/secrets/pppoe.options',
        'd 755 0:0 etc/nixos',
        'f 600 0:0 etc/nixos/answers.yaml',
        'f 644 0:0 etc/nixos/configuration.nix',
        'f 644 0:0 etc/nixos/hardware-configuration.nix',
        'f 755 0:0 etc/nixos/irq-tuning.sh',
        'f 644 0:0 etc/nixos/local.nix',
        'd 700 0:0 root',
        'd 755 0:0 var',
        'd 755 0:0 var/lib',
        'd 700 0:0 var/lib/naar',
        'f 755 0:0 var/lib/naar/naar.mjs',
        'd 700 0:0 var/lib/naar/written',
        ...Array.from({ length: 3 }, () => 'f 600 0:0 var/lib/naar/written/DIGEST'),
        'd 755 0:0 var/log',
        'f 600 0:0 var/log/naar-install.log',
      ]);
    });

    it('holds answers without consent or passwords, and the hardware by its own numbers', async () => {
      const text = await inside(box, 'cat etc/nixos/answers.yaml etc/nixos/hardware-configuration.nix');
      expect(text).toContain('  erase: false\n');
      expect(text).toContain(`/dev/disk/by-uuid/${/nixos (\S+)/.exec(disk.fileSystems.at(-1)!)![1]}`);
      expect(text).toContain(kind.swap === 'none' ? 'swapDevices =\n    [ ]' : 'swapDevices =\n    [ { device');
      const secrets = await inside(box, 'tail -n +1 etc/naar/secrets/*');
      expect(secrets).toMatch(/==> \S*admin-password-hash <==\n\$y\$/);
      expect(secrets).toContain(`password "${planted.line}"`);
      expect(secrets).not.toContain(planted.login);
    });

    it('leaves nothing mounted, no swap on, nothing staged, the other disk as it was', async () => {
      const after = await box.sh(
        `findmnt --real --noheadings --output TARGET | grep ^/mnt/ | grep -v sandboxing || true
       cut -d' ' -f1 /proc/swaps | grep ${box.loops[0]} || true
       find /run/naar/install -type f | sort
       ${pattern} | cmp - ${box.loops[1]}`,
      );
      expect(after).toBe('/run/naar/install/events.jsonl\n/run/naar/install/install.log\n');
    });

    it('showed the passwords to nobody: no argument, no output, no log, no other file', async () => {
      expect(seen).toEqual([]);
      const both = `${planted.line}|${planted.login}`;
      expect(`${done.stderr}${await box.sh('cat /run/box/commands')}`).not.toMatch(new RegExp(both));
      expect(await box.sh(`grep -rlaE '${both}' /run/naar /run/box --exclude-dir=out || true`)).toBe('');
      expect(await inside(box, `grep -rlaE '${both}' . | sort`)).toBe(
        './etc/naar/secrets/pppoe-password\n./etc/naar/secrets/pppoe.options\n',
      );
    });
  },
);

/** Runs a script at the root of the installed system. */
function inside(box: Installer, script: string): Promise<string> {
  return box.sh(`
    mkdir -p /run/box/tree
    mount -o ro "$(ls ${box.loops[0]}p* | tail -n 1)" /run/box/tree
    trap 'cd /; umount /run/box/tree' EXIT
    cd /run/box/tree
    ${script}`);
}

/** Arguments and environments of everything that runs on this machine and holds a planted password. */
function passwordsOnView(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((process) =>
      ['cmdline', 'environ'].flatMap((file) => {
        try {
          const text = readFileSync(`/proc/${process}/${file}`, 'utf8');
          return Object.values(planted).some((password) => text.includes(password)) ? [text] : [];
        } catch {
          return [];
        }
      }),
    );
}
