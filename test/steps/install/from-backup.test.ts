import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routers } from '../change/program.ts';
import { planted as linePassword } from '../change/router-root.ts';
import { noLoopDisk } from '../no-sandbox.ts';
import { diskName, type Installer, openInstaller } from './installer.ts';

const home = routers();

/** Lines of a person's own, with what an editor or another system leaves in a file. */
const lines = '{ pkgs, ... }:\r\n{\n\timports = [ ./mine/host.nix ];\n  # caf\xe9\n}';
const secret = Buffer.from([0xff, 0x00, 0x0a, 0x80, 0x61]);

describe.skipIf(noLoopDisk !== null)('naar install from a backup', () => {
  let box: Installer;
  let archive: string;

  /** The backup of a router with the jacks of this box and another disk. */
  beforeAll(async () => {
    const router = home.fresh();
    const write = (name: string, text: string | Buffer) => {
      mkdirSync(join(router.path, name, '..'), { recursive: true });
      writeFileSync(join(router.path, name), text, typeof text === 'string' ? 'latin1' : undefined);
    };
    write('etc/nixos/local.nix', lines);
    write('etc/nixos/mine/host.nix', '{ }\n');
    write('etc/nixos/mine/key.age', secret);
    write('etc/nixos/hardware-configuration.nix', '{ ... }: { } # of the old box\n');
    write('etc/ssh/ssh_host_ed25519_key', 'private\n');
    write('etc/ssh/ssh_host_ed25519_key.pub', 'public\n');
    expect(router.naar('backup', '/root/router.tgz').status).toBe(0);
    box = await openInstaller({ firmware: 'bios', disks: [8] });
    archive = join(box.folder, 'router.tgz');
    execFileSync('cp', [join(router.path, 'root/router.tgz'), archive]);
  });
  afterAll(() => box?.close());

  /** The backup opened, changed by a script in its folder, and packed again: as the words of a refusal say. */
  async function changed(script: string): Promise<string> {
    const file = join(box.folder, 'new.tgz');
    await box.sh(
      `rm -rf opened; mkdir opened; tar -xzf ${archive} -C opened; ( cd opened; ${script} ); tar -czf ${file} -C opened etc`,
    );
    return file;
  }
  const answers = 'etc/nixos/answers.yaml';
  const consent = `sed -i 's|erase: false|erase: true|; s|/dev/disk/by-id/[^ ]*|${diskName(1)}|' ${answers}`;
  const install = async (file: string) => {
    const { code, stderr } = await box.naar(['install', '--answers', file, '--yes']);
    return { code, stderr: stderr.replaceAll(/\s+/g, ' ') };
  };

  it('says what it lacks of the disk, and both ways to give it; nothing is begun', async () => {
    const { code, stderr } = await install(archive);
    expect(code).toBe(2);
    expect(stderr).toContain(`${archive}, etc/nixos/answers.yaml`);
    expect(stderr).toMatch(/disk\.erase\b.*do not consent/);
    expect(stderr).toContain('This machine has no disk "/dev/disk/by-id/ata-SATA_SSD_20012345678"');
    expect(stderr).toContain(`naar --answers ${archive}`);
    expect(stderr).toContain('naar install --answers new.tgz --yes');
    await untouched();
  });

  it('refuses a box with other jacks, and says which they were', async () => {
    const { code, stderr } = await install(
      await changed(`${consent}; sed -i s/00:0d:b9:00:00:02/00:0d:b9:00:00:99/ ${answers}`),
    );
    expect(code).toBe(4);
    expect(stderr).toContain('other jacks: "switch" was 00:0d:b9:00:00:99');
    expect(stderr).toContain('enp2s0 (00:0d:b9:00:00:02)');
    await untouched();
  });

  it('refuses what does not hold with local.nix before anything is erased, and says whose file it is', async () => {
    const { code, stderr } = await install(await changed(`${consent}; echo '{ ... }: { } }' > etc/nixos/local.nix`));
    expect(code).toBe(4);
    expect(stderr).toContain('trial/local.nix:1:');
    expect(stderr).toContain('name a file of your own');
    await untouched();
  });

  it('refuses where the backup does not hold a password that its answers speak of', async () => {
    const { code, stderr } = await install(await changed(`${consent}; rm etc/naar/secrets/*`));
    expect(code).toBe(4);
    expect(stderr).toContain('/etc/naar/secrets/pppoe-password');
    await untouched();
  });

  it('installs without a question where the jacks are here, over a power cut too', async () => {
    await box.sh('echo 0.3 > /run/box/pace');
    // cut while NixOS is installed: what goes on has it from the disk
    await box.sh(`echo 'echo "$count during" > /run/box/kill' > /run/box/hook.nixos-install`);
    expect((await install(await changed(consent))).code).toBe(3);
    expect(await box.sh('cat /run/box/died')).toContain('nixos-install');
    box = await box.powerCut();
    const { code, stderr } = await box.naar(['install', '--resume']);
    expect(code, stderr).toBe(0);
    const onDisk = await box.sh(`
      mkdir -p /run/box/tree; mount -o ro "$(ls ${box.loops[0]}p* | tail -n 1)" /run/box/tree; cd /run/box/tree
      for file in etc/nixos/local.nix etc/nixos/mine/host.nix etc/nixos/mine/key.age; do base64 --wrap=0 $file; echo; done
      cat etc/ssh/* etc/naar/secrets/pppoe-password; echo; ls etc/naar; grep -c 'of the old box' etc/nixos/hardware-configuration.nix || true
      grep -c "erase: false" etc/nixos/answers.yaml
      stat -c '%a %u:%g %n' etc/nixos/local.nix etc/ssh/*
      cd /; umount /run/box/tree`);
    expect(onDisk.split('\n')).toEqual([
      Buffer.from(lines, 'latin1').toString('base64'),
      Buffer.from('{ }\n').toString('base64'),
      secret.toString('base64'),
      'private',
      'public',
      linePassword,
      'secrets',
      '0',
      '1',
      '644 0:0 etc/nixos/local.nix',
      '600 0:0 etc/ssh/ssh_host_ed25519_key',
      '644 0:0 etc/ssh/ssh_host_ed25519_key.pub',
      '',
    ]);
  });

  /** Nothing staged, no partition, no file of the backup left in memory. */
  async function untouched(): Promise<void> {
    expect(
      await box.sh('ls /run/naar/install/answers.yaml /run/naar/backup /run/naar/own.tgz 2>/dev/null || true'),
    ).toBe('');
    expect(await box.sh(`blkid --probe ${box.loops[0]} || true`)).toBe('');
  }
});
