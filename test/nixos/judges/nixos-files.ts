import { at, isSet, type NixSet, plainConfiguration } from '../evaluate.ts';

/**
 * The files that modules of NixOS write from options, written the same way:
 * what reaches the daemon is judged, not what we hoped for. Each takes an
 * evaluated configuration and gives null where its service is off.
 */

/** unbound.conf (nixos/modules/services/networking/unbound.nix). What a build cannot have is left out, as the module's own check does. */
export function unboundConf(config: unknown): string | null {
  const service = at(plainConfiguration(config), 'services', 'unbound');
  if (!isSet(service) || service.enable !== true) return null;
  const settings = isSet(service.settings) ? service.settings : {};
  const { server, include: _, ...sections } = settings;
  const given = isSet(server) ? server : {};
  const defaults = { interface: ['127.0.0.1', '::1'], 'access-control': ['127.0.0.0/8 allow', '::1/128 allow'] };
  const all: NixSet = { ...defaults, ...given, directory: '""', chroot: '""', pidfile: '""', username: '""' };
  const kept = Object.fromEntries(
    Object.entries(all).filter(([key]) => key !== 'tls-cert-bundle' && key !== 'auto-trust-anchor-file'),
  );
  const lines = ['server:', ...unboundLines('  ', kept)];
  const control = service.localControlSocketPath;
  const remote = typeof control === 'string' ? { 'control-enable': true, 'control-interface': control } : null;
  for (const [name, section] of Object.entries(
    remote === null ? sections : { ...sections, 'remote-control': remote },
  )) {
    for (const one of Array.isArray(section) ? section : [section])
      lines.push(`${name}:`, ...unboundLines('  ', isSet(one) ? one : {}));
  }
  return `${lines.join('\n')}\n`;
}

/** dnsmasq.conf (nixos/modules/services/networking/dnsmasq.nix): `true` is the bare word, lists repeat it. */
export function dnsmasqConf(config: unknown): string | null {
  const service = at(plainConfiguration(config), 'services', 'dnsmasq');
  if (!isSet(service) || service.enable !== true) return null;
  const settings = isSet(service.settings) ? service.settings : {};
  const lines = Object.entries(settings).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => dnsmasqLine(name, item)),
  );
  return `${lines.join('\n')}\n`;
}

/** chrony.conf (nixos/modules/services/networking/ntp/chrony.nix). */
export function chronyConf(config: unknown): string | null {
  const plain = plainConfiguration(config);
  const service = at(plain, 'services', 'chrony');
  if (!isSet(service) || service.enable !== true) return null;
  const named = service.servers ??
    at(plain, 'networking', 'timeServers') ?? ['0.nixos.pool.ntp.org', '1.nixos.pool.ntp.org'];
  const servers = (Array.isArray(named) ? named : []).map(
    (server) => `server ${server} ${service.serverOption ?? 'iburst'}`,
  );
  return `${[...servers, 'driftfile /var/lib/chrony/chrony.drift', 'keyfile /var/lib/chrony/chrony.keys', 'rtcsync', service.extraConfig ?? ''].join('\n')}\n`;
}

/** nix.conf (nixos/modules/config/nix.nix): the settings of the configuration, without the ones every NixOS has. */
export function nixConf(config: unknown): string {
  const settings = at(plainConfiguration(config), 'nix', 'settings');
  const text = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value));
  return Object.entries(isSet(settings) ? settings : {})
    .map(([key, value]) => `${key} = ${text(value)}\n`)
    .join('');
}

/** avahi-daemon.conf (nixos/modules/services/networking/avahi-daemon.nix): extraConfig stands at the end, inside [reflector]. */
export function avahiConf(config: unknown): string | null {
  const plain = plainConfiguration(config);
  const service = at(plain, 'services', 'avahi');
  if (!isSet(service) || service.enable !== true) return null;
  const interfaces = (key: string, value: unknown) => (Array.isArray(value) ? [`${key}=${value.join(',')}`] : []);
  const lines = [
    '[server]',
    `host-name=${service.hostName ?? at(plain, 'networking', 'hostName') ?? 'nixos'}`,
    'browse-domains=',
    `use-ipv4=${yesNo(service.ipv4 ?? true)}`,
    `use-ipv6=${yesNo(service.ipv6 ?? true)}`,
    ...interfaces('allow-interfaces', service.allowInterfaces),
    ...interfaces('deny-interfaces', service.denyInterfaces),
    `domain-name=${service.domainName ?? 'local'}`,
    `allow-point-to-point=${yesNo(service.allowPointToPoint ?? false)}`,
    ...(typeof service.cacheEntriesMax === 'number' ? [`cache-entries-max=${service.cacheEntriesMax}`] : []),
    '[wide-area]',
    `enable-wide-area=${yesNo(service.wideArea ?? false)}`,
    '[publish]',
    `disable-publishing=${yesNo(at(service, 'publish', 'enable') !== true)}`,
    '[reflector]',
    `enable-reflector=${yesNo(service.reflector ?? false)}`,
    String(service.extraConfig ?? ''),
  ];
  return `${lines.join('\n')}\n`;
}

/** Files of systemd-networkd by name (nixos/modules/system/boot/networkd.nix, nixos/lib/systemd-network-units.nix). */
export function networkdFiles(config: unknown): Readonly<Record<string, string>> {
  const network = at(plainConfiguration(config), 'systemd', 'network');
  const files: Record<string, string> = {};
  for (const [group, suffix] of [
    ['links', 'link'],
    ['netdevs', 'netdev'],
    ['networks', 'network'],
  ] as const) {
    const units = at(network, group);
    for (const [name, unit] of Object.entries(isSet(units) ? units : {})) {
      if (isSet(unit) && unit.enable !== false) files[`${name}.${suffix}`] = networkdFile(unit, suffix);
    }
  }
  return files;
}

/** Units of ours by file name (nixos/lib/systemd-lib.nix); scripts are put to their text by `place`. */
export function unitFiles(
  config: unknown,
  place: (name: string, script: string) => string,
): Readonly<Record<string, string>> {
  const systemd = at(plainConfiguration(config), 'systemd');
  const files: Record<string, string> = {};
  for (const [group, kind] of Object.entries(unitKinds)) {
    const units = at(systemd, group);
    for (const [name, unit] of Object.entries(isSet(units) ? units : {})) {
      if (isSet(unit) && unit.enable !== false)
        files[`${name}.${kind.suffix}`] = unitFile(unit, kind.section, (part, script) =>
          place(`${name}-${part}`, script),
        );
    }
  }
  return files;
}

/** Scripts that stand in options of a service, by option name, as the module runs them. */
export const serviceScripts = ['script', 'preStart', 'postStart', 'reload', 'preStop', 'postStop'] as const;

const unitKinds: Record<string, { readonly suffix: string; readonly section: string | null }> = {
  services: { suffix: 'service', section: 'Service' },
  paths: { suffix: 'path', section: 'Path' },
  timers: { suffix: 'timer', section: 'Timer' },
  sockets: { suffix: 'socket', section: 'Socket' },
  targets: { suffix: 'target', section: null },
};

const dependencies = {
  requires: 'Requires',
  wants: 'Wants',
  after: 'After',
  before: 'Before',
  bindsTo: 'BindsTo',
  partOf: 'PartOf',
  conflicts: 'Conflicts',
  requisite: 'Requisite',
  upholds: 'Upholds',
  onFailure: 'OnFailure',
  onSuccess: 'OnSuccess',
} as const;

/** Options of a unit that name other units. */
export const dependencyOptions = [...Object.keys(dependencies), 'wantedBy', 'requiredBy', 'upheldBy'];

function unitFile(unit: NixSet, section: string | null, place: (part: string, script: string) => string): string {
  const named = Object.entries(dependencies).flatMap(([option, key]) =>
    Array.isArray(unit[option]) ? [`${key}=${(unit[option] as string[]).join(' ')}`] : [],
  );
  const lines = ['[Unit]', `Description=${unit.description ?? ''}`, ...named, ...sectionLines(unit.unitConfig)];
  if (typeof unit.startLimitIntervalSec === 'number') lines.push(`StartLimitIntervalSec=${unit.startLimitIntervalSec}`);
  if (typeof unit.startLimitBurst === 'number') lines.push(`StartLimitBurst=${unit.startLimitBurst}`);
  if (section !== null) {
    lines.push(`[${section}]`, ...sectionLines(unit[`${section.toLowerCase()}Config`]));
    if (section === 'Service') lines.push(...scriptLines(unit, place));
  }
  for (const [option, key] of [
    ['wantedBy', 'WantedBy'],
    ['requiredBy', 'RequiredBy'],
  ] as const) {
    if (Array.isArray(unit[option])) lines.push('[Install]', `${key}=${unit[option].join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function scriptLines(unit: NixSet, place: (part: string, script: string) => string): readonly string[] {
  const keys = {
    script: 'ExecStart',
    preStart: 'ExecStartPre',
    postStart: 'ExecStartPost',
    reload: 'ExecReload',
    preStop: 'ExecStop',
    postStop: 'ExecStopPost',
  };
  const scripts = serviceScripts.flatMap((option) =>
    typeof unit[option] === 'string' ? [`${keys[option]}=${place(option, unit[option])}`] : [],
  );
  const environment = Object.entries(isSet(unit.environment) ? unit.environment : {}).map(
    ([name, value]) => `Environment=${JSON.stringify(`${name}=${value}`)}`,
  );
  return [...environment, ...scripts];
}

function networkdFile(unit: NixSet, suffix: 'link' | 'netdev' | 'network'): string {
  const lines = ['[Match]', ...sectionLines(unit.matchConfig)];
  if (suffix === 'link') lines.push('[Link]', ...sectionLines(unit.linkConfig));
  if (suffix === 'netdev')
    lines.splice(
      0,
      lines.length,
      '[NetDev]',
      ...sectionLines(unit.netdevConfig),
      ...section('VLAN', unit.vlanConfig),
      ...section('Bridge', unit.bridgeConfig),
    );
  if (suffix === 'network')
    lines.push(
      ...section('Link', unit.linkConfig),
      '[Network]',
      ...sectionLines(unit.networkConfig),
      ...shorthands(unit),
      ...networkSections(unit),
    );
  return `${[...lines, unit.extraConfig ?? ''].join('\n')}\n`;
}

function shorthands(unit: NixSet): readonly string[] {
  const keys = { address: 'Address', gateway: 'Gateway', dns: 'DNS', ntp: 'NTP', bridge: 'Bridge', vlan: 'VLAN' };
  return Object.entries(keys).flatMap(([option, key]) =>
    Array.isArray(unit[option]) ? unit[option].map((value) => `${key}=${value}`) : [],
  );
}

function networkSections(unit: NixSet): readonly string[] {
  const single = {
    dhcpV4Config: 'DHCPv4',
    dhcpV6Config: 'DHCPv6',
    dhcpPrefixDelegationConfig: 'DHCPPrefixDelegation',
    ipv6AcceptRAConfig: 'IPv6AcceptRA',
    ipv6SendRAConfig: 'IPv6SendRA',
    bridgeConfig: 'Bridge',
    cakeConfig: 'CAKE',
  };
  const many = {
    addresses: 'Address',
    routes: 'Route',
    ipv6Prefixes: 'IPv6Prefix',
    ipv6RoutePrefixes: 'IPv6RoutePrefix',
  };
  return [
    ...Object.entries(many).flatMap(([option, name]) =>
      Array.isArray(unit[option]) ? unit[option].flatMap((one) => section(name, one)) : [],
    ),
    ...Object.entries(single).flatMap(([option, name]) => section(name, unit[option])),
  ];
}

function section(name: string, keys: unknown): readonly string[] {
  return isSet(keys) ? [`[${name}]`, ...sectionLines(keys)] : [];
}

function sectionLines(keys: unknown): readonly string[] {
  if (!isSet(keys)) return [];
  return Object.entries(keys).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((item) => `${key}=${item}`),
  );
}

function unboundLines(indent: string, keys: NixSet): readonly string[] {
  return Object.entries(keys).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (item) => `${indent}${key}: ${typeof item === 'boolean' ? yesNo(item) : item}`,
    ),
  );
}

function dnsmasqLine(name: string, value: unknown): string {
  if (value === true) return name;
  if (value === false) return `# ${name} is off`;
  return `${name}=${value}`;
}

function yesNo(value: unknown): string {
  return value === true ? 'yes' : 'no';
}
