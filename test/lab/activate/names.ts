import { avahiConf, chronyConf, dnsmasqConf, unboundConf } from '../../nixos/judges/nixos-files.ts';
import { type Module, on, service, when, written } from './module.ts';

/** Addresses, names, time and finding devices. */
export const nameModules: readonly Module[] = [
  {
    source: 'nixos/modules/services/networking/dnsmasq.nix',
    options: ['services.dnsmasq.enable', 'services.dnsmasq.resolveLocalQueries', 'services.dnsmasq.settings'],
    units: (config) => when(on(config, 'services', 'dnsmasq'), dnsmasqUnit),
    files: (config) =>
      written('etc/lab/dnsmasq.conf', dnsmasqConf(config), 'dhcp-leasefile=/var/lib/dnsmasq/dnsmasq.leases\n'),
    // in NixOS the path of the file is in the unit's text; the same below for chrony and avahi
    triggers: { 'dnsmasq.service': { restart: /^etc\/lab\/dnsmasq\.conf$/ } },
  },
  {
    source: 'nixos/modules/services/networking/unbound.nix',
    options: [
      'services.unbound.enable',
      'services.unbound.enableRootTrustAnchor',
      'services.unbound.settings',
      'services.unbound.localControlSocketPath',
    ],
    units: (config) => when(on(config, 'services', 'unbound'), unboundUnit),
    files: (config) => ({
      ...written('etc/unbound/unbound.conf', unboundConf(config)),
      'nix/store/placeholder-dns-root-data/root.ds': rootKey,
    }),
    triggers: { 'unbound.service': { restart: /^etc\/unbound\/unbound\.conf$/ } },
    differs:
      'The trust anchor is put there and not read: names of the Internet are not checked (DNSSEC), for the lab has no signed root.',
  },
  {
    source: 'nixos/modules/services/networking/ntp/chrony.nix',
    options: ['services.chrony.enable', 'services.chrony.extraConfig'],
    units: (config) => when(on(config, 'services', 'chrony'), chronyUnit),
    files: (config) => written('etc/chrony/chrony.conf', chronyConf(config)),
    triggers: { 'chronyd.service': { restart: /^etc\/chrony\/chrony\.conf$/ } },
    differs: "The user is Debian's _chrony; the clock is not set (-x), for the lab's clock is the host's.",
  },
  {
    source: 'nixos/modules/services/networking/avahi-daemon.nix',
    options: [
      'services.avahi.enable',
      'services.avahi.reflector',
      'services.avahi.allowInterfaces',
      'services.avahi.ipv4',
      'services.avahi.ipv6',
      'services.avahi.openFirewall',
      'services.avahi.extraConfig',
    ],
    units: (config) => when(on(config, 'services', 'avahi'), avahiUnits),
    files: (config) => ({
      ...written('etc/avahi/avahi-daemon.conf', avahiConf(config)),
      ...(on(config, 'services', 'avahi')
        ? { 'etc/tmpfiles.d/avahi.conf': 'd /run/avahi-daemon - avahi avahi -\n' }
        : {}),
    }),
    triggers: { 'avahi-daemon.service': { restart: /^etc\/avahi\/avahi-daemon\.conf$/ } },
    differs:
      "NixOS builds avahi without its chroot helper, so Debian's is told to do without; its sandbox allows none.",
  },
];

const dnsmasqUnit = service('dnsmasq', {
  description: 'Dnsmasq Daemon',
  after: ['network.target', 'systemd-resolved.service'],
  wantedBy: ['multi-user.target'],
  preStart:
    'mkdir -m 755 -p /var/lib/dnsmasq\ntouch /var/lib/dnsmasq/dnsmasq.leases\nchown -R dnsmasq /var/lib/dnsmasq\n/nix/store/placeholder-dnsmasq/bin/dnsmasq --test -C /etc/lab/dnsmasq.conf\n',
  serviceConfig: {
    Type: 'dbus',
    BusName: 'uk.org.thekelleys.dnsmasq',
    ExecStart: '/nix/store/placeholder-dnsmasq/bin/dnsmasq -k --enable-dbus --user=dnsmasq -C /etc/lab/dnsmasq.conf',
    ExecReload: '/nix/store/placeholder-coreutils/bin/kill -HUP $MAINPID',
    PrivateTmp: true,
    ProtectSystem: true,
    ProtectHome: true,
    Restart: 'on-failure',
  },
});

/** Key of 2017 of the root. */
const rootKey = '. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n';

const unboundUnit = service('unbound', {
  description: 'Unbound recursive Domain Name Server',
  after: ['network.target'],
  before: ['nss-lookup.target'],
  wantedBy: ['multi-user.target', 'nss-lookup.target'],
  serviceConfig: {
    ExecStart: '/nix/store/placeholder-unbound/bin/unbound -p -d -c /etc/unbound/unbound.conf',
    ExecReload: '/nix/store/placeholder-coreutils/bin/kill -HUP $MAINPID',
    NotifyAccess: 'main',
    Type: 'notify',
    AmbientCapabilities: 'CAP_NET_BIND_SERVICE CAP_NET_RAW',
    CapabilityBoundingSet: 'CAP_NET_BIND_SERVICE CAP_NET_RAW',
    User: 'unbound',
    Group: 'unbound',
    MemoryDenyWriteExecute: true,
    NoNewPrivileges: true,
    PrivateDevices: true,
    PrivateTmp: true,
    ProtectHome: true,
    ProtectControlGroups: true,
    ProtectKernelModules: true,
    ProtectSystem: 'strict',
    ProtectClock: true,
    ProtectHostname: true,
    ProtectProc: 'invisible',
    ProcSubset: 'pid',
    ProtectKernelLogs: true,
    ProtectKernelTunables: true,
    RuntimeDirectory: 'unbound',
    ConfigurationDirectory: 'unbound',
    StateDirectory: 'unbound',
    RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_UNIX',
    RestrictRealtime: true,
    SystemCallArchitectures: 'native',
    SystemCallFilter: '@system-service',
    RestrictNamespaces: true,
    LockPersonality: true,
    RestrictSUIDSGID: true,
    Restart: 'on-failure',
    RestartSec: '5s',
  },
});

const chronyUnit = service('chronyd', {
  description: 'chrony NTP daemon',
  wantedBy: ['multi-user.target'],
  wants: ['time-sync.target'],
  before: ['time-sync.target'],
  after: ['network.target', 'nss-lookup.target'],
  conflicts: ['ntpd.service', 'systemd-timesyncd.service'],
  serviceConfig: {
    Type: 'simple',
    ExecStart: '/nix/store/placeholder-chrony/bin/chronyd -n -x -u _chrony -f /etc/chrony/chrony.conf',
    ProtectHome: 'yes',
    ProtectSystem: 'full',
    PrivateTmp: 'yes',
    StateDirectory: 'chrony',
  },
});

const avahiUnits = {
  systemd: {
    services: {
      'avahi-daemon': {
        description: 'Avahi mDNS/DNS-SD Stack',
        wantedBy: ['multi-user.target'],
        requires: ['avahi-daemon.socket'],
        serviceConfig: {
          NotifyAccess: 'main',
          BusName: 'org.freedesktop.Avahi',
          Type: 'dbus',
          ExecStart:
            '/nix/store/placeholder-avahi/sbin/avahi-daemon --syslog --no-chroot -f /etc/avahi/avahi-daemon.conf',
          ConfigurationDirectory: 'avahi/services',
          CapabilityBoundingSet: 'CAP_SYS_CHROOT CAP_SETUID CAP_SETGID',
          DevicePolicy: 'closed',
          LockPersonality: true,
          MemoryDenyWriteExecute: true,
          NoNewPrivileges: true,
          PrivateDevices: true,
          PrivateTmp: true,
          PrivateUsers: false,
          ProcSubset: 'pid',
          ProtectClock: true,
          ProtectControlGroups: true,
          ProtectHome: true,
          ProtectHostname: true,
          ProtectKernelLogs: true,
          ProtectKernelModules: true,
          ProtectKernelTunables: true,
          ProtectProc: 'invisible',
          ProtectSystem: 'strict',
          RestrictAddressFamilies: 'AF_INET AF_INET6 AF_NETLINK AF_UNIX',
          RestrictNamespaces: true,
          RestrictRealtime: true,
          RestrictSUIDSGID: true,
          SystemCallArchitectures: 'native',
          SystemCallFilter: ['@system-service', '~@privileged', '@chown setgroups setresuid'],
          UMask: '0077',
        },
      },
    },
    sockets: {
      'avahi-daemon': {
        description: 'Avahi mDNS/DNS-SD Stack Activation Socket',
        after: ['systemd-tmpfiles-setup.service'],
        wantedBy: ['sockets.target'],
        socketConfig: { ListenStream: '/run/avahi-daemon/socket' },
      },
    },
  },
};
