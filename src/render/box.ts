import type { RouterPlan } from '../plan/router-plan.ts';
import { type NixData, nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** Boot loader, console and the watchdog: what makes the box come up alone, and talk on its serial port. */
export function boxSection(plan: RouterPlan): Section {
  const { boot } = plan;
  const microcode = boot.cpuVendor === null ? [] : [option(`hardware.cpu.${boot.cpuVendor}.updateMicrocode`, true)];
  return {
    title: 'The box',
    reason: boot.serialOnly
      ? 'The box has no screen: boot menu, kernel messages and login are on the serial port, 115200 baud 8N1.'
      : 'Kernel messages and login are on the serial port (115200 baud 8N1) and on the screen.',
    settings: [
      ...loader(plan),
      option('boot.loader.timeout', 3),
      option('boot.kernelParams', boot.serialOnly ? [serialConsole] : [serialConsole, 'console=tty0']),
      ...microcode,
      option(
        'systemd.settings.Manager.RuntimeWatchdogSec',
        '30s',
        'A router that hangs restarts by itself after 30 seconds without a sign of life.',
      ),
      option(
        'systemd.enableEmergencyMode',
        false,
        'When a disk cannot be mounted the router goes on as far as it can, and SSH with it: emergency mode would wait for a root password that does not exist.',
      ),
    ],
  };
}

const serialConsole = 'console=ttyS0,115200n8';

/**
 * On a box without a screen the serial port is GRUB's only terminal: the firmware copies the
 * screen to the same port, and GRUB on both would write each character twice.
 */
function grubSerial(serialOnly: boolean): string {
  const append = serialOnly ? '' : '--append ';
  return `serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1
terminal_input ${append}serial
terminal_output ${append}serial
`;
}

function loader(plan: RouterPlan): Section['settings'] {
  const { loader } = plan.boot;
  if (loader.kind === 'systemd-boot') {
    return [
      option('boot.loader.systemd-boot', { enable: true, configurationLimit: 10 }),
      option('boot.loader.efi.canTouchEfiVariables', true),
    ];
  }
  const grub: Record<string, NixData> = {
    enable: true,
    device: loader.disk ?? 'nodev',
    configurationLimit: 10,
    splashImage: null,
    extraConfig: grubSerial(plan.boot.serialOnly),
  };
  const remarks = [
    ...(loader.disk === null
      ? [
          'The disk is not known yet: with "nodev" GRUB is not installed anywhere. Put the whole disk here, as /dev/disk/by-id/...',
        ]
      : []),
    ...(plan.boot.serialOnly
      ? [
          'The import of nixos-hardware (pcengines/apu) is left out on purpose: these serial lines and console= are all it holds.',
        ]
      : []),
  ];
  return [option('boot.loader.grub', grub, remarks.length === 0 ? null : remarks.join('\n'))];
}

/** Name, time and the one person who may log in. */
export function loginSection(plan: RouterPlan): Section {
  const { admin, identity } = plan;
  const ssh = admin.sshKeys.length > 0;
  const user: Record<string, NixData> = { isNormalUser: true, extraGroups: ['wheel'] };
  if (admin.passwordHashFile !== null) user.hashedPasswordFile = admin.passwordHashFile;
  if (ssh) user.openssh = { authorizedKeys: { keys: admin.sshKeys } };
  return {
    title: 'Name, time and login',
    reason: loginReason(plan),
    settings: [
      option('networking.hostName', identity.hostName),
      option('networking.domain', identity.domain),
      option('time.timeZone', identity.timeZone),
      option('console.keyMap', identity.keyMap),
      option(
        'users.mutableUsers',
        false,
        'Users are what this file says; a password set by hand is gone after the next switch.',
      ),
      option('users.users.root.hashedPassword', '!'),
      option(
        'users.users.*',
        user,
        admin.passwordHashFile === null
          ? null
          : 'hashedPasswordFile holds the hash of the password (mkpasswd -m yescrypt), never the password itself.',
        [admin.user],
      ),
      option('security.sudo.wheelNeedsPassword', admin.passwordHashFile !== null),
      ssh
        ? option('services.openssh', {
            enable: true,
            openFirewall: false,
            settings: { PasswordAuthentication: false, KbdInteractiveAuthentication: false, PermitRootLogin: 'no' },
          })
        : option('services.openssh.enable', false),
    ],
  };
}

function loginReason(plan: RouterPlan): string {
  const { admin } = plan;
  const ssh =
    admin.sshKeys.length > 0
      ? 'SSH takes keys only and is reached from trusted networks (the firewall below sees to that).'
      : 'SSH is off, because no key was given.';
  const password =
    admin.passwordHashFile === null
      ? 'There is no password, so nobody can log in on the console, and sudo asks for none.'
      : 'The password is for the console and for sudo; its hash is kept outside the world-readable Nix store.';
  return `${ssh} ${password}`;
}

/** What keeps the router small and easy to look into. */
export function upkeepSection(plan: RouterPlan): Section {
  return {
    title: 'Upkeep',
    reason: `Updates come from the channel nixos-${plan.identity.release}. Old generations go after 30 days (ten stay in the boot menu), and the journal keeps 200 MB.`,
    settings: [
      option('nix.gc', { automatic: true, dates: 'weekly', options: '--delete-older-than 30d' }),
      option(
        'environment.etc.*.text',
        '[Journal]\nSystemMaxUse=200M\n',
        'As a file: the option for it has another name from NixOS 26.11 on.',
        ['systemd/journald.conf.d/size.conf'],
      ),
      option(
        'system.extraDependencies',
        ['stdenv', 'stdenvNoCC', 'busybox', 'jq', 'makeInitrdNGTool'].map((name) => nixCode(`pkgs.${name}`)),
        'What the building of a changed configuration needs, kept here so that an address or a password can be changed while the Internet is down.',
      ),
      option(
        'systemd.services.naar-lifeline-boot',
        {
          description: 'Take back a change of the router that nobody confirmed',
          wantedBy: ['multi-user.target'],
          restartIfChanged: false,
          unitConfig: { ConditionPathExists: ['/var/lib/naar/pending/put-back.sh', '!/run/naar/armed'] },
          serviceConfig: { Type: 'oneshot', ExecStart: '/bin/sh /var/lib/naar/pending/put-back.sh' },
        },
        'A change made by "naar reconfigure" is on trial until "naar confirm". A restart ends the trial: the earlier system boots, and this puts its files back. The second condition keeps it still in the boot in which the trial began.',
      ),
      option(
        'environment.systemPackages',
        ['conntrack-tools', 'ethtool', 'htop', 'ppp', 'tcpdump', 'vim'].map((name) => nixCode(`pkgs.${name}`)),
        'Tools to look into the router with.',
      ),
      option(
        'system.stateVersion',
        plan.identity.stateVersion,
        'The release of the first install. It stays as it is, also after upgrades.',
      ),
    ],
  };
}
