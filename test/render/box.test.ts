import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boxSection, loginSection } from '../../src/render/box.ts';
import { apu } from '../interview/facts.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { type Group, planned } from '../plan/planned.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me';
const screen = { board: { ...apu().board, vendor: 'CWWK', product: 'mini' } };
const disk = { device: '/dev/disk/by-id/ata-SATA_SSD_20012345678' };
const config = (changes: Group = {}, facts = apu()) => evaluateRouter(planned(changes, facts));

describe('the box', () => {
  it('has GRUB on the serial port and nowhere else where that is the only terminal', async () => {
    const grub = at(await config({ disk }), 'boot', 'loader', 'grub');
    expect(grub).toEqual({
      enable: true,
      device: disk.device,
      configurationLimit: 10,
      splashImage: null,
      extraConfig: [
        'serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1',
        'terminal_input serial',
        'terminal_output serial',
        '',
      ].join('\n'),
    });
  });

  it('has GRUB on both where there is a screen', async () => {
    const text = String(at(await config({ disk }, apu(screen)), 'boot', 'loader', 'grub', 'extraConfig'));
    expect(text).toContain('terminal_input --append serial\nterminal_output --append serial\n');
  });

  it('puts GRUB nowhere as long as the disk is not known', async () => {
    expect(at(await config(), 'boot', 'loader', 'grub', 'device')).toBe('nodev');
  });

  it('starts by systemd-boot on UEFI, and has no GRUB then', async () => {
    const loader = at(await config({}, apu({ firmware: 'uefi' })), 'boot', 'loader');
    expect(loader).toEqual({
      'systemd-boot': { enable: true, configurationLimit: 10 },
      efi: { canTouchEfiVariables: true },
      timeout: 3,
    });
  });

  it('has the kernel on the serial port; the last console= is where /dev/console is', async () => {
    const params = async (facts = apu()) => at(await config({}, facts), 'boot', 'kernelParams');
    expect(await params()).toEqual(['console=ttyS0,115200n8']);
    // with a screen, that one shows the start too; the login is on both
    expect(await params(apu(screen))).toEqual(['console=ttyS0,115200n8', 'console=tty0']);
  });

  it('updates the microcode of the CPU that it has', async () => {
    const cpu = async (model: string) => at(await config({}, apu({ cpu: { model, online: [0] } })), 'hardware', 'cpu');
    expect(await cpu('AMD GX-412TC SOC')).toEqual({ amd: { updateMicrocode: true } });
    expect(await cpu('Intel N100')).toEqual({ intel: { updateMicrocode: true } });
    expect(await cpu('QEMU')).toBeUndefined();
  });

  it('says what is left out on purpose, and what is still to be written', () => {
    const words = (changes: Group, facts = apu()) => {
      const { reason, settings } = boxSection(planned(changes, facts));
      return `${reason} ${settings[0]!.comment ?? ''}`;
    };
    expect(words({ disk })).toMatch(
      /^The box has no screen: .* The import of nixos-hardware \(pcengines\/apu\) is left out/,
    );
    expect(words({ disk })).not.toContain('nodev');
    expect(words({})).toMatch(/with "nodev" GRUB is not installed anywhere.*\n?.*nixos-hardware/s);
    expect(words({ disk }, apu(screen))).toBe(
      'Kernel messages and login are on the serial port (115200 baud 8N1) and on the screen. ',
    );
  });

  it('starts again by itself when it hangs, and never waits for a root password', async () => {
    const systemd = at(await config(), 'systemd');
    expect(at(systemd, 'settings', 'Manager', 'RuntimeWatchdogSec')).toBe('30s');
    expect(at(systemd, 'enableEmergencyMode')).toBe(false);
    expect(at(await config(), 'boot', 'kernel', 'sysctl', 'kernel.panic')).toBe(10);
  });
});

describe('the login', () => {
  const login = (admin: Group) => config({ system: { admin } });

  it('locks root, and makes users what the file says', async () => {
    const users = at(await config(), 'users');
    expect(at(users, 'mutableUsers')).toBe(false);
    expect(at(users, 'users', 'root')).toEqual({ hashedPassword: '!' });
  });

  it('has one admin, by key, who needs no password for sudo where there is none', async () => {
    const router = await login({ user: 'anna', sshKeys: [key] });
    expect(at(router, 'users', 'users', 'anna')).toEqual({
      isNormalUser: true,
      extraGroups: ['wheel'],
      openssh: { authorizedKeys: { keys: [key] } },
    });
    expect(at(router, 'security', 'sudo', 'wheelNeedsPassword')).toBe(false);
    expect(at(router, 'services', 'openssh')).toEqual({
      enable: true,
      openFirewall: false,
      settings: { PasswordAuthentication: false, KbdInteractiveAuthentication: false, PermitRootLogin: 'no' },
    });
  });

  it('has no SSH without a key, and a password by its hash in a file outside the store', async () => {
    const router = await login({ password: { env: 'P' } });
    expect(at(router, 'users', 'users', 'admin')).toEqual({
      isNormalUser: true,
      extraGroups: ['wheel'],
      hashedPasswordFile: '/etc/naar/secrets/admin-password-hash',
    });
    expect(at(router, 'security', 'sudo', 'wheelNeedsPassword')).toBe(true);
    expect(at(router, 'services', 'openssh')).toEqual({ enable: false });
  });
});

describe('what is said about the login', () => {
  const said = (admin: Group) => loginSection(planned({ system: { admin } })).reason;

  it('is true of keys and of the password', () => {
    expect(said({ sshKeys: [key] })).toMatch(/^SSH takes keys only .* There is no password, so nobody can log in on/);
    expect(said({ password: { env: 'P' } })).toMatch(/^SSH is off, because no key was given\. The password is for/);
    const user = (admin: Group) =>
      loginSection(planned({ system: { admin } })).settings.find(({ path }) => path.join('.') === 'users.users.admin');
    expect(user({ password: { env: 'P' } })?.comment).toContain('mkpasswd -m yescrypt');
    expect(user({ sshKeys: [key] })?.comment).toBeNull();
  });
});

describe('upkeep', () => {
  const secret = { env: 'P' };
  it.each([
    [{ type: 'pppoe', pppoe: { username: 'me', password: secret } }, ['pppd-wan.service']],
    [
      { type: 'pppoe', pppoe: { username: 'me', password: { path: '/run/p' } } },
      ['pppd-wan.service', 'pppoe-login.service'],
    ],
    [{ type: 'dhcp' }, []],
    [{ type: 'dhcp', dhcp: { options: { 90: secret } } }, ['isp-login.service']],
    [{ type: 'dhcp', dhcp: { clientId: secret } }, ['isp-dhcp.service']],
  ])(
    'takes a change back at a start that finds one on trial, before anything reads its secrets: %j',
    async (wan, login) => {
      const unit = at(
        await config({ wan: { port: 'line', ...wan } }),
        'systemd',
        'services',
        'naar-lifeline-boot',
      ) as Record<string, unknown>;
      expect(unit).toMatchObject({
        wantedBy: ['multi-user.target'],
        unitConfig: { ConditionPathExists: ['/var/lib/naar/pending/settle.sh', '!/run/naar/armed'] },
        serviceConfig: { ExecStart: '/bin/sh /var/lib/naar/pending/settle.sh boot' },
        restartIfChanged: false,
      });
      expect(unit.before).toEqual(['systemd-networkd.service', ...login]);
    },
  );

  it('says on the console how it is, once, after the first start', async () => {
    const services = at(await config({}, apu(screen)), 'systemd', 'services') as Record<
      string,
      Record<string, unknown>
    >;
    expect(services['naar-first-look']).toMatchObject({
      unitConfig: { ConditionPathExists: ['/var/lib/naar/naar.mjs', '!/var/lib/naar/looked'] },
      script: expect.stringMatching(/naar doctor[\s\S]*\/dev\/ttyS0 \/dev\/tty1[\s\S]*touch \/var\/lib\/naar\/looked/),
    });
  });

  it('keeps the disk from filling, and has the tools to look into the router', async () => {
    const router = await config();
    expect(at(router, 'nix', 'gc')).toEqual({ automatic: true, dates: 'weekly', options: '--delete-older-than 30d' });
    expect(at(router, 'environment', 'etc', 'systemd/journald.conf.d/size.conf', 'text')).toBe(
      '[Journal]\nSystemMaxUse=200M\n',
    );
    const packages = at(router, 'environment', 'systemPackages') as string[];
    expect(packages.slice(0, -1)).toEqual(
      ['conntrack-tools', 'ethtool', 'htop', 'ppp', 'tcpdump', 'vim'].map((name) => `/nix/store/placeholder-${name}`),
    );
    // naar itself, with what it starts
    const naar = readFileSync(packages.at(-1) ?? '', 'utf8');
    expect(naar).toMatch(
      /placeholder-gitMinimal\/bin:.*:\$PATH\nexec .*nodejs_24\/bin\/node \/var\/lib\/naar\/naar\.mjs "\$@"/,
    );
  });

  it('keeps the release of the first install, whatever the files are for now', async () => {
    const admin = { sshKeys: [key] };
    const router = await config({ system: { admin, release: '26.11', stateVersion: '25.11' } });
    expect(at(router, 'system', 'stateVersion')).toBe('25.11');
  });
});
