import { afterAll, beforeAll, expect, it } from 'vitest';
import { onPty, type Pty } from '../../pty/pty.ts';
import { noLoopDisk } from '../no-sandbox.ts';
import { planted, writeAnswers } from './box-answers.ts';
import { type Installer, openInstaller } from './installer.ts';

let box: Installer;
let disk: string;
beforeAll(async () => {
  box = await openInstaller({ firmware: 'bios', disks: [8] });
  disk = box.loops[0]!;
});
afterAll(() => box?.close());

/** Runs a script at the root of what is installed. */
const onDisk = (script: string) =>
  box.sh(
    `mkdir -p /run/box/tree; mount "$(ls ${disk}p* | tail -n 1)" /run/box/tree; cd /run/box/tree; ${script}; cd /; umount /run/box/tree`,
  );

/** Waits for each of the words, and types what belongs behind it. */
async function converse(pty: Pty, steps: readonly (readonly [string, string])[]): Promise<void> {
  for (const [words, typed] of steps) {
    // an installation takes longer on a busy machine than a screen does
    let seen = false;
    for (let tries = 0; tries < 4 && !seen; tries++) seen = await pty.until(words);
    expect(seen, `${words}\n${(await pty.output()).slice(-1500)}`).toBe(true);
    // the prompt comes last, after the words
    await pty.pump(1);
    await pty.type(typed);
  }
}

it.skipIf(noLoopDisk !== null)(
  'offers to go on with an installation that failed, asks nothing that was answered, and offers to restart',
  async () => {
    await box.sh('echo long > /run/box/fail.nixos-install');
    const answers = writeAnswers(box, { filesystem: 'ext4', swap: 'none' });
    expect((await box.naar(['install', '--answers', answers, '--yes'])).code).toBe(3);
    const pty = await onPty(box.command(['--ui', 'plain']));
    try {
      await converse(pty, [
        ['An installation did not come to its end', '1\n'],
        ['What shall be done?', '1\n'],
      ]);
      await box.sh('rm /run/box/fail.nixos-install');
      await converse(pty, [
        ['What shall be done?', '1\n'],
        ['The router is installed', '1\n'],
      ]);
      expect(await pty.ended(30)).toBe(0);
      const output = await pty.output();
      expect(output).toContain('nixos-install failed.');
      expect(output).not.toContain(planted.line);
      expect(output).toContain('The cable from the provider belongs into enp1s0.');
      expect(await box.sh('cat /run/box/rebooted')).toBe('reboot\n');
    } finally {
      pty.close();
    }
  },
  240_000,
);

it.skipIf(noLoopDisk !== null)(
  'offers what an earlier router has, asks for the name of the disk, and carries passwords and host keys over',
  async () => {
    await onDisk(
      'mkdir -p etc/ssh; echo private > etc/ssh/ssh_host_ed25519_key; echo public > etc/ssh/ssh_host_ed25519_key.pub',
    );
    // its local.nix lies elsewhere on its disk, and another file at the same place here
    await box.sh('mkdir -p /run/box/mine; echo decoy > /run/box/mine/local.nix');
    await onDisk(
      `mkdir -p run/box/mine; echo '{ ... }: { } # mine' > run/box/mine/local.nix
      ln -sfn /run/box/mine/local.nix etc/nixos/local.nix; ln -s /run/box/none.nix etc/nixos/none.nix`,
    );
    const before = await onDisk('sha256sum etc/naar/secrets/*');
    const name = disk.replace('/dev/', '');
    const pty = await onPty(box.command(['--ui', 'plain']));
    try {
      await converse(pty, [
        ['There is a router of naar already', ''],
        ['/etc/nixos/none.nix does not go along', '1\n'],
        ['This is the NixOS installer', '1\n'],
        ['This is the plan', '1\n'],
        [`Type ${name} to erase ${disk}`, 'sda\n'],
        ['That is not the name.', `${name}\n`],
        ['The router is installed', '2\n'],
      ]);
      expect(await pty.ended(30)).toBe(0);
    } finally {
      pty.close();
    }
    expect(await onDisk('sha256sum etc/naar/secrets/*')).toBe(before);
    expect(await onDisk('ls etc/nixos/*.nix; stat -c %F etc/nixos/local.nix; cat etc/nixos/local.nix')).toBe(
      ['configuration', 'hardware-configuration', 'local'].map((name) => `etc/nixos/${name}.nix\n`).join('') +
        'regular file\n{ ... }: { } # mine\n',
    );
    expect(await onDisk("cat etc/ssh/*; stat -c '%a %u:%g %n' etc/ssh/*")).toBe(
      'private\npublic\n600 0:0 etc/ssh/ssh_host_ed25519_key\n644 0:0 etc/ssh/ssh_host_ed25519_key.pub\n',
    );
  },
  240_000,
);

it.skipIf(noLoopDisk !== null)(
  'hung up in between and started again, the new router still has what the earlier one gave it',
  async () => {
    const lines = '{ ... }: { } # mine';
    await onDisk(
      `echo kept > etc/ssh/ssh_host_ed25519_key; printf '${lines}' > etc/nixos/local.nix; ln -s /none etc/nixos/none.nix`,
    );
    const before = await onDisk('sha256sum etc/naar/secrets/* etc/nixos/local.nix etc/ssh/*');
    const name = disk.replace('/dev/', '');
    await box.sh('echo long > /run/box/fail.nixos-install');
    // at the plan the cable is pulled
    await sitting([
      ['There is a router of naar already', '1\n'],
      ['This is the NixOS installer', '1\n'],
      ['This is the plan', '!\n'],
    ]);
    // the disk is erased, and the installation fails
    const erase = [`Type ${name} to erase ${disk}`, `${name}\n`] as const;
    const goingOn = await sitting([
      ['You were here before', '1\n'],
      ['This is the plan', '1\n'],
      erase,
      ['nixos-install failed.', '3\n'],
    ]);
    expect(goingOn).toContain('* /etc/nixos/none.nix does not go along');
    await box.sh('rm /run/box/fail.nixos-install');
    await sitting([
      ['An installation did not come to its end', '2\n'],
      ['You were here before', '1\n'],
      erase,
      ['The router is installed', '2\n'],
    ]);
    expect(await onDisk('sha256sum etc/naar/secrets/* etc/nixos/local.nix etc/ssh/*')).toBe(before);
    expect(await onDisk('cat etc/nixos/local.nix')).toBe(lines);
  },
  240_000,
);

/** Sits down at the wizard, types, and pulls the cable; what was seen. */
async function sitting(steps: readonly (readonly [string, string])[]): Promise<string> {
  const pty = await onPty(box.command(['--ui', 'plain']));
  try {
    await converse(pty, steps);
    await pty.pump(1);
    const output = await pty.output();
    expect(output).not.toContain('is not there any more');
    return output;
  } finally {
    await pty.hangUp();
    pty.close();
  }
}

it.skipIf(noLoopDisk !== null)(
  'who comes with an answers file has a copy of them: the plan has the screen for itself',
  async () => {
    await box.sh('rm -rf /run/naar; wipefs --all --quiet /dev/disk/by-id/ata-NAAR_TEST_1');
    const answers = writeAnswers(box, { filesystem: 'ext4', swap: 'none' });
    const pty = await onPty(box.command(['--answers', answers, '--ui', 'plain']));
    try {
      await converse(pty, [
        ['This is the NixOS installer', '1\n'],
        ['This is the plan', '3\n'],
      ]);
      expect(await pty.ended(30)).toBe(0);
      expect(await pty.output()).not.toContain('a power cut does');
    } finally {
      pty.close();
    }
  },
  60_000,
);
