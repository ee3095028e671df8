import type { RouterPlan } from '../plan/router-plan.ts';
import type { NixData } from './nix.ts';
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
