import { at, isSet, type NixSet, storeText } from '../../nixos/evaluate.ts';
import { avahiConf, chronyConf, dnsmasqConf, networkdFiles, unboundConf } from '../../nixos/judges/nixos-files.ts';
import { loginModules } from './login.ts';

/**
 * What one module of NixOS makes of its options, in the lab. `units` and `files` are what the module would write;
 * `differs` says where the lab is not NixOS, for the reader of a result.
 */
export type Module = {
  /** Path in NixOS/nixpkgs. */
  readonly source: string;
  /** Options it answers for: dotted, `*` for any name; everything below counts. */
  readonly options: readonly string[];
  /** Its units, written as options, before those of the configuration are laid over them. */
  readonly units?: (config: NixSet) => NixSet;
  /** Files by path; those under nix/store are programs. */
  readonly files?: (config: NixSet) => Readonly<Record<string, string>>;
  /** Files whose change restarts or reloads a unit though its text stays (restartTriggers, reloadTriggers), by unit. */
  readonly triggers?: Readonly<Record<string, { readonly restart?: RegExp; readonly reload?: RegExp }>>;
  /** Lines of shell that make users, run as root before systemd starts. */
  readonly users?: (config: NixSet) => readonly string[];
  /** Units of Debian's systemd to start as they are. */
  readonly enable?: (config: NixSet) => readonly string[];
  readonly differs?: string;
};

/** Modules the lab stands in for. */
export const modules: readonly Module[] = [
  ...loginModules,
  {
    source: 'nixos/modules/services/networking/nftables.nix',
    options: [
      'networking.nftables.enable',
      'networking.nftables.extraDeletions',
      'networking.nftables.tables.*.family',
      'networking.nftables.tables.*.content',
    ],
    units: (config) => when(on(config, 'networking', 'nftables'), nftablesUnit),
    files: (config) => (on(config, 'networking', 'nftables') ? nftablesScripts(config) : {}),
    differs: 'The ruleset is not tried by the build (checkRuleset).',
  },
  {
    source: 'nixos/modules/services/networking/pppd.nix',
    options: ['services.pppd.enable', 'services.pppd.peers.*.config'],
    units: (config) => ({ systemd: { services: pppdUnits(config) } }),
    files: (config) =>
      Object.fromEntries(peers(config).map(([name, peer]) => [`etc/ppp/peers/${name}`, String(at(peer, 'config'))])),
    triggers: { 'pppd-wan.service': { restart: /^etc\/ppp\/peers\/wan$/ } },
    differs: "Debian's pppd keeps its files under /run/pppd by itself, so libredirect is left out.",
  },
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
    options: ['services.unbound.enable', 'services.unbound.settings', 'services.unbound.localControlSocketPath'],
    units: (config) => when(on(config, 'services', 'unbound'), unboundUnit),
    files: (config) => written('etc/unbound/unbound.conf', unboundConf(config)),
    triggers: { 'unbound.service': { restart: /^etc\/unbound\/unbound\.conf$/ } },
    differs: 'No trust anchor: names of the Internet are not checked (DNSSEC), for the lab has no signed root.',
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
    units: (config) => when(on(config, 'services', 'avahi'), avahiUnit),
    files: (config) => written('etc/avahi/avahi-daemon.conf', avahiConf(config)),
    triggers: { 'avahi-daemon.service': { restart: /^etc\/avahi\/avahi-daemon\.conf$/ } },
  },
  {
    source: 'nixos/modules/system/boot/networkd.nix',
    options: ['systemd.network.enable', 'systemd.network.links', 'systemd.network.netdevs', 'systemd.network.networks'],
    files: (config) =>
      Object.fromEntries(
        Object.entries(networkdFiles(config)).map(([name, text]) => [`etc/systemd/network/${name}`, text]),
      ),
    enable: (config) => (on(config, 'systemd', 'network') ? ['systemd-networkd.service'] : []),
    triggers: {
      'systemd-networkd.service': {
        restart: /^etc\/systemd\/network\/.*\.(link|netdev)$/,
        reload: /^etc\/systemd\/network\/.*\.network$/,
      },
    },
    differs: "The unit and its version of systemd are Debian's (257).",
  },
  {
    source: 'nixos/modules/config/sysctl.nix',
    options: ['boot.kernel.sysctl'],
    files: (config) => ({
      'etc/sysctl.d/60-nixos.conf': entries(at(config, 'boot', 'kernel', 'sysctl'))
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    }),
    triggers: { 'systemd-sysctl.service': { restart: /^etc\/sysctl\.d\// } },
    differs: "Debian's own /usr/lib/sysctl.d is read before it.",
  },
  {
    source: 'nixos/modules/system/boot/kernel.nix',
    options: ['boot.kernelModules'],
    files: (config) => ({
      'etc/modules-load.d/nixos.conf': `${list(at(config, 'boot', 'kernelModules')).join('\n')}\n`,
    }),
  },
  {
    source: 'nixos/modules/system/etc/etc.nix',
    options: ['environment.etc.*.text', 'environment.etc.*.source'],
    files: (config) =>
      Object.fromEntries(
        entries(at(config, 'environment', 'etc')).map(([name, file]) => [`etc/${name}`, etcText(file)]),
      ),
    differs: 'A file from the store is a copy and not a link.',
  },
  {
    source: 'nixos/modules/config/networking.nix',
    options: ['networking.hostName', 'networking.domain', 'networking.nameservers'],
    files: (config) => {
      const [name, domain] = [at(config, 'networking', 'hostName'), at(config, 'networking', 'domain')];
      const servers = list(at(config, 'networking', 'nameservers')).map((server) => `nameserver ${server}\n`);
      return {
        'etc/hostname': `${name}\n`,
        'etc/hosts': `127.0.0.1 localhost\n::1 localhost\n127.0.0.2 ${name}.${domain} ${name}\n`,
        'etc/resolv.conf': servers.join(''),
      };
    },
  },
  {
    source: 'nixos/lib/systemd-lib.nix',
    options: ['services', 'paths', 'timers', 'sockets', 'targets'].flatMap((group) =>
      [
        ...['description', 'requires', 'wants', 'after', 'before', 'bindsTo', 'partOf', 'conflicts', 'requisite'],
        ...[
          'onFailure',
          'onSuccess',
          'wantedBy',
          'requiredBy',
          'unitConfig',
          'startLimitIntervalSec',
          'startLimitBurst',
        ],
        ...['restartIfChanged', 'stopIfChanged', 'reloadIfChanged'],
        ...['serviceConfig', 'pathConfig', 'timerConfig', 'socketConfig', 'environment', 'enable'],
        ...['script', 'preStart', 'postStart', 'reload', 'preStop', 'postStop', 'path'],
      ].map((option) => `systemd.${group}.*.${option}`),
    ),
    differs:
      'Every service finds every program of the guest; whether its `path` is complete is judged elsewhere (npm test).',
  },
];

/** Options without work in the lab, each with the reason. What is in neither list stops the lab. */
export const withoutWork: Readonly<Record<string, string>> = {
  imports: 'the hardware scan and local.nix belong to a real router',
  'boot.loader': 'QEMU loads the kernel',
  'boot.kernelParams': 'QEMU gives the kernel its words',
  hardware: 'no microcode in an emulated CPU',
  'systemd.settings.Manager.RuntimeWatchdogSec': 'the emulated watchdog would count the stalls of the host',
  'systemd.enableEmergencyMode': 'the guest mounts nothing that could fail',
  'systemd.network.wait-online.enable': 'nothing in the guest waits for it',
  'system.extraDependencies': 'nothing is built in the guest',
  'time.timeZone': 'the lab speaks of no hours',
  'console.keyMap': 'no keyboard',
  'networking.useDHCP': "false, and Debian's networkd does nothing unasked",
  'networking.useNetworkd': 'networkd is all there is',
  'networking.firewall.enable': 'false, and Debian has no firewall of its own',
  'services.resolved.enable': 'false, and it is not installed',
  'services.irqbalance.enable': 'false, and it is not installed',
  'nix.gc': 'no Nix in the guest',
  'environment.systemPackages': 'the guest has them all',
  'system.stateVersion': 'nothing is upgraded',
};

function etcText(file: unknown): string {
  const source = at(file, 'source');
  if (typeof source !== 'string') return String(at(file, 'text'));
  const stored = storeText(source);
  if (stored === null) throw new Error(`${source} is no text in the store of the evaluation.`);
  return stored;
}

const nft = '/nix/store/placeholder-nftables/bin/nft';
const deletionsVar = '/var/lib/nftables/deletions.nft';

/** In the module's order: earlier deletions, present deletions, tables, all one transaction; then what is to be deleted is kept. */
function nftablesScripts(config: NixSet): Readonly<Record<string, string>> {
  const tables = entries(at(config, 'networking', 'nftables', 'tables')).filter(
    ([, table]) => at(table, 'enable') !== false,
  );
  const head = (name: string, table: unknown) => `table ${at(table, 'family')} ${name}`;
  const deletions = tables.map(([name, table]) => `${head(name, table)}\ndelete ${head(name, table)}\n`).join('');
  const rules = tables.map(([name, table]) => `${head(name, table)} {\n${at(table, 'content')}\n}\n`).join('');
  const shell = '#!/nix/store/placeholder-bash/bin/bash\n';
  return {
    'nix/store/lab-nftables-deletions': `#!${nft} -f\n${deletions}${at(config, 'networking', 'nftables', 'extraDeletions') ?? ''}`,
    'nix/store/lab-nftables-rules': `#!${nft} -f\ninclude "${deletionsVar}"\ninclude "/nix/store/lab-nftables-deletions"\n${rules}`,
    'nix/store/lab-nftables-ensure-deletions': `${shell}touch ${deletionsVar}\nchmod +x ${deletionsVar}\n`,
    'nix/store/lab-nftables-save-deletions': `${shell}cp /nix/store/lab-nftables-deletions ${deletionsVar}\n`,
    'nix/store/lab-nftables-cleanup-deletions': `${shell}rm ${deletionsVar}\n`,
  };
}

const load = ['ensure-deletions', 'rules', 'save-deletions'].map((part) => `/nix/store/lab-nftables-${part}`);

const nftablesUnit = service('nftables', {
  description: 'nftables firewall',
  after: ['sysinit.target'],
  before: ['network-pre.target', 'shutdown.target'],
  conflicts: ['shutdown.target'],
  wants: ['network-pre.target', 'sysinit.target'],
  wantedBy: ['multi-user.target'],
  reloadIfChanged: true,
  unitConfig: { DefaultDependencies: false },
  serviceConfig: {
    Type: 'oneshot',
    RemainAfterExit: true,
    ExecStart: load,
    ExecReload: load,
    ExecStop: [deletionsVar, '/nix/store/lab-nftables-cleanup-deletions'],
    StateDirectory: 'nftables',
  },
});

function pppdUnits(config: NixSet): NixSet {
  const capabilities = 'CAP_BPF CAP_SYS_TTY_CONFIG CAP_NET_ADMIN CAP_NET_RAW';
  return Object.fromEntries(
    peers(config).map(([name]) => [
      `pppd-${name}`,
      {
        before: ['network.target'],
        wants: ['network.target'],
        after: ['network-pre.target'],
        wantedBy: ['multi-user.target'],
        serviceConfig: {
          Type: 'notify',
          ExecStart: `/nix/store/placeholder-ppp/sbin/pppd call ${name} up_sdnotify nolog`,
          Restart: 'always',
          RestartSec: 5,
          AmbientCapabilities: capabilities,
          CapabilityBoundingSet: capabilities,
          KeyringMode: 'private',
          LockPersonality: true,
          MemoryDenyWriteExecute: true,
          NoNewPrivileges: true,
          PrivateMounts: true,
          PrivateTmp: true,
          ProtectControlGroups: true,
          ProtectHome: true,
          ProtectHostname: true,
          ProtectKernelModules: true,
          ProtectKernelTunables: false,
          ProtectSystem: 'strict',
          RemoveIPC: true,
          RestrictAddressFamilies: 'AF_ATMPVC AF_ATMSVC AF_INET AF_INET6 AF_IPX AF_NETLINK AF_PACKET AF_PPPOX AF_UNIX',
          RestrictNamespaces: true,
          RestrictRealtime: true,
          RestrictSUIDSGID: true,
          SecureBits: 'no-setuid-fixup-locked noroot-locked',
          SystemCallFilter: '@system-service',
          SystemCallArchitectures: 'native',
          RuntimeDirectory: 'pppd',
          RuntimeDirectoryPreserve: true,
        },
      },
    ]),
  );
}

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

const avahiUnit = service('avahi-daemon', {
  description: 'Avahi mDNS/DNS-SD Stack',
  wantedBy: ['multi-user.target'],
  after: ['dbus.socket'],
  serviceConfig: {
    NotifyAccess: 'main',
    BusName: 'org.freedesktop.Avahi',
    Type: 'dbus',
    ExecStart: '/nix/store/placeholder-avahi/sbin/avahi-daemon --syslog -f /etc/avahi/avahi-daemon.conf',
  },
});

function service(name: string, unit: NixSet): NixSet {
  return { systemd: { services: { [name]: unit } } };
}

function when(holds: boolean, units: NixSet): NixSet {
  return holds ? units : {};
}

function on(config: NixSet, ...path: readonly string[]): boolean {
  return at(config, ...path, 'enable') === true;
}

function written(path: string, text: string | null, head = ''): Readonly<Record<string, string>> {
  return text === null ? {} : { [path]: `${head}${text}` };
}

function peers(config: NixSet): readonly (readonly [string, unknown])[] {
  return on(config, 'services', 'pppd') ? entries(at(config, 'services', 'pppd', 'peers')) : [];
}

function entries(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(isSet(value) ? value : {});
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
