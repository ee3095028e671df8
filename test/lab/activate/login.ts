import { at, isSet, type NixSet } from '../../nixos/evaluate.ts';
import type { Module } from './module.ts';

/** Who may log in, and how. */
export const loginModules: readonly Module[] = [
  {
    source: 'nixos/modules/services/networking/ssh/sshd.nix',
    options: ['services.openssh.enable', 'services.openssh.openFirewall', 'services.openssh.settings'],
    units: (config) => (at(config, 'services', 'openssh', 'enable') === true ? sshdUnits : {}),
    files: (config) =>
      at(config, 'services', 'openssh', 'enable') === true
        ? {
            'etc/ssh/sshd_config': sshdConfig(at(config, 'services', 'openssh', 'settings')),
            ...authorizedKeys(config),
          }
        : {},
    triggers: { 'sshd.service': { restart: /^etc\/ssh\/sshd_config$/ } },
    differs: 'One host key (ed25519) and not two; lists of ciphers are those of OpenSSH; PAM is as Debian has it.',
  },
  {
    source: 'nixos/modules/config/users-groups.nix',
    options: [
      'users.mutableUsers',
      'users.users.*.hashedPassword',
      'users.users.*.hashedPasswordFile',
      'users.users.*.isNormalUser',
      'users.users.*.extraGroups',
      'users.users.*.openssh.authorizedKeys.keys',
    ],
    users: (config) => users(at(config, 'users', 'users')),
    differs: 'Users are made by useradd before systemd starts, and nothing takes away what somebody changes later.',
  },
  {
    source: 'nixos/modules/security/sudo.nix',
    options: ['security.sudo.wheelNeedsPassword'],
    files: (config) => ({
      'etc/sudoers.d/wheel': `%wheel ALL=(ALL:ALL) ${at(config, 'security', 'sudo', 'wheelNeedsPassword') === false ? 'NOPASSWD:' : ''} ALL\n`,
    }),
  },
];

const sshdUnits: NixSet = {
  systemd: {
    services: {
      'sshd-keygen': {
        description: 'SSH Host Keys Generation',
        serviceConfig: { Type: 'oneshot' },
        script:
          '[ -s /etc/ssh/ssh_host_ed25519_key ] || /nix/store/placeholder-openssh/bin/ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/ssh_host_ed25519_key',
      },
      sshd: {
        description: 'SSH Daemon',
        wantedBy: ['multi-user.target'],
        after: ['network.target', 'sshd-keygen.service'],
        wants: ['sshd-keygen.service'],
        stopIfChanged: false,
        serviceConfig: {
          Type: 'notify-reload',
          Restart: 'always',
          ExecStart: '/nix/store/placeholder-openssh/bin/sshd -D -f /etc/ssh/sshd_config',
          KillMode: 'process',
          // Debian's own unit has it too; NixOS makes the folder by tmpfiles
          RuntimeDirectory: 'sshd',
        },
      },
    },
  },
};

/** The settings over the module's defaults; `true` and `false` are yes and no. */
function sshdConfig(settings: unknown): string {
  const defaults = {
    AuthorizedPrincipalsFile: 'none',
    GatewayPorts: 'no',
    KbdInteractiveAuthentication: true,
    LogLevel: 'INFO',
    PasswordAuthentication: true,
    PermitRootLogin: 'prohibit-password',
    PrintMotd: false,
    StrictModes: true,
    UseDns: false,
    UsePAM: true,
    X11Forwarding: false,
  };
  const all = Object.entries({ ...defaults, ...(isSet(settings) ? settings : {}) });
  const word = (value: unknown) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  return [
    ...all.map(([name, value]) => `${name} ${word(value)}`),
    'Port 22',
    'AddressFamily any',
    'AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u',
    'HostKey /etc/ssh/ssh_host_ed25519_key',
    '',
  ].join('\n');
}

function authorizedKeys(config: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    named(config).flatMap(([name, user]) => {
      const keys = at(user, 'openssh', 'authorizedKeys', 'keys');
      return Array.isArray(keys) ? [[`etc/ssh/authorized_keys.d/${name}`, `${keys.join('\n')}\n`]] : [];
    }),
  );
}

function named(config: unknown): readonly (readonly [string, unknown])[] {
  const users = at(config, 'users', 'users');
  return Object.entries(isSet(users) ? users : {});
}

/** A line of shell for each user. Without a hash nobody logs in by password, as in NixOS. */
function users(all: unknown): readonly string[] {
  return Object.entries(isSet(all) ? all : {}).flatMap(([name, user]) => {
    const file = at(user, 'hashedPasswordFile');
    const hash = typeof file === 'string' ? `"$(cat '${file}')"` : `'${at(user, 'hashedPassword') ?? '!'}'`;
    const groups = at(user, 'extraGroups');
    const made =
      at(user, 'isNormalUser') === true
        ? [
            ...(Array.isArray(groups) ? groups.map((group) => `groupadd --force --system ${group}`) : []),
            `useradd --create-home --shell /bin/bash --groups '${Array.isArray(groups) ? groups.join(',') : ''}' '${name}'`,
          ]
        : [];
    return [...made, `usermod --password ${hash} '${name}'`];
  });
}
