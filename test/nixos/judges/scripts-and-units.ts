import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, isSet, plainConfiguration, storePaths, storeText } from '../evaluate.ts';
import { runIsolated, runTool, withFolder } from '../workbench.ts';
import { dependencyOptions, serviceScripts, unitFiles } from './nixos-files.ts';

/**
 * bash and shellcheck read every script of the services and every shell script
 * that went into the store; and a service must have the programs it calls.
 */
export function judgeScripts(config: unknown): string[] {
  const scripts = shellScripts(config);
  if (Object.keys(scripts).length === 0) return [];
  const read = withFolder(scripts, (folder) => {
    const names = Object.keys(scripts);
    const parsed = names.flatMap((name) => sentences(runTool('bash', ['-n', join(folder, name)]).stderr, folder));
    // a script that bash cannot read gives shellcheck nothing to add
    if (parsed.length > 0) return parsed;
    return sentences(
      runTool('shellcheck', ['--shell=bash', '--format=gcc', ...names.map((name) => join(folder, name))]).stdout,
      folder,
    );
  });
  return [...read, ...missingPrograms(config)];
}

/** The scripts of a configuration by a name that says where each is from. */
export function shellScripts(config: unknown): Readonly<Record<string, string>> {
  const plain = plainConfiguration(config);
  const scripts: Record<string, string> = {};
  const services = at(plain, 'systemd', 'services');
  for (const [name, service] of Object.entries(isSet(services) ? services : {})) {
    for (const option of serviceScripts) {
      const text = at(service, option);
      if (typeof text === 'string') scripts[`${name}.${option}`] = `#!/bin/bash\nset -e\n${text}\n`;
    }
  }
  for (const [path, text] of storedTexts(plain)) {
    if (/^#!.*\b(ba)?sh\b/.test(text)) scripts[path.replace(/.*\/[a-z0-9]{32}-/, '')] = text;
  }
  return scripts;
}

/** systemd-analyze reads our units among stand-ins for those of NixOS; names of units that nobody has are found too. */
export function judgeUnits(config: unknown): string[] {
  const plain = plainConfiguration(config);
  return withFolder({}, (folder) => {
    const program = join(folder, 'program.sh');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    const files = Object.entries(unitFiles(plain, () => program)).map(
      ([name, text]) => [name, withPrograms(name, text, program, plain)] as const,
    );
    const units = join(folder, 'units');
    mkdirSync(units);
    for (const name of nixosUnits(plain)) writeFileSync(join(units, name), standIn(name));
    for (const [name, text] of files) writeFileSync(join(units, name), text);
    const run = runTool(
      'systemd-analyze',
      ['verify', '--man=no', '--recursive-errors=no', ...files.map(([name]) => join(units, name))],
      { SYSTEMD_UNIT_PATH: units },
    );
    const ours = run.stderr
      .split('\n')
      .filter((line) => files.some(([name]) => line.startsWith(`${name}:`) || line.startsWith(join(units, name))));
    return [
      ...commandsOutside(plain),
      ...unknownUnits(plain, new Set([...files.map(([name]) => name), ...nixosUnits(plain)])),
      ...ours.map((line) => line.replace(`${units}/`, '').replace(program, 'the program')),
    ];
  });
}

/** nft loads all tables together, as the module writes them, into a network of their own; then each .nft file of the store is read. */
export function judgeNftables(config: unknown): string[] {
  const plain = plainConfiguration(config);
  const ruleset = nftablesRuleset(plain);
  const findings = ruleset === '' ? [] : nft('-f', ruleset);
  const apart = storedTexts(plain).filter(
    ([path, text]) => /\.(nft|nftables)$/.test(path) || /^(#!.*nft\b|table (inet|ip|ip6|netdev) )/.test(text),
  );
  return [...findings, ...apart.flatMap(([, text]) => nft('--check -f', text))];
}

/** The ruleset of networking.nftables.tables (nixos/modules/services/networking/nftables.nix): each table is emptied and written again. */
export function nftablesRuleset(config: unknown): string {
  const tables = at(plainConfiguration(config), 'networking', 'nftables', 'tables');
  return Object.entries(isSet(tables) ? tables : {})
    .filter(([, table]) => at(table, 'enable') !== false)
    .map(([name, table]) => {
      const head = `table ${at(table, 'family')} ${name}`;
      return `${head}\ndelete ${head}\n${head} {\n${at(table, 'content')}\n}\n`;
    })
    .join('\n');
}

function nft(how: string, ruleset: string): string[] {
  const run = withFolder({ 'rules.nft': ruleset }, (folder) =>
    runIsolated(`cd "$1" && nft ${how} rules.nft`, [folder]),
  );
  if (run.code === 0) return [];
  const lines = run.stderr.split('\n');
  // a kernel without flowtables answers like this at the flowtable and at the rule that uses it; syntax errors read otherwise
  const told = lines.flatMap((line, index) =>
    /(Error|Warning): /.test(line) && !lacksFlowtable(line, lines[index + 1] ?? '')
      ? [`nft: ${line} ${(lines[index + 1] ?? '').trim()}`]
      : [],
  );
  return told;
}

function lacksFlowtable(message: string, source: string): boolean {
  return (
    /No such file or directory|Operation not supported/.test(message) && /flowtable|flow (add|offload)/.test(source)
  );
}

function storedTexts(plain: unknown): readonly (readonly [string, string])[] {
  const seen = new Map<string, string>();
  const visit = (text: string) => {
    for (const path of storePaths(text)) {
      const stored = seen.has(path) ? null : storeText(path);
      if (stored === null) continue;
      seen.set(path, stored);
      visit(stored);
    }
  };
  visit(JSON.stringify(plain));
  return [...seen];
}

/** Programs of packages are not here: any program stands for them. A unit that only changes one of NixOS gets its start line. */
function withPrograms(name: string, text: string, program: string, plain: unknown): string {
  const present = text.replace(/^(Exec\w+=)([-@:+!]*)(.*)$/gm, (_, key: string, prefix: string, command: string) => {
    const [first = '', ...rest] = command.split(' ');
    const known = first.startsWith('/nix/store/placeholder-') || storePaths(first).length > 0;
    return `${key}${prefix}${[known ? program : first, ...rest].join(' ')}`;
  });
  const borrowed = name.endsWith('.service') && nixosUnits(plain).includes(name) && !/^ExecStart=/m.test(present);
  return borrowed ? present.replace('[Service]\n', `[Service]\nExecStart=${program}\n`) : present;
}

/** Commands of units that start something which is in no package: NixOS has only /bin/sh and /usr/bin/env elsewhere. */
function commandsOutside(plain: unknown): string[] {
  return Object.entries(unitFiles(plain, () => '/bin/sh')).flatMap(([name, text]) =>
    [...text.matchAll(/^(Exec\w+)=[-@:+!]*(\S+)/gm)]
      .filter(
        ([, , command = '']) =>
          !command.startsWith('/nix/store/placeholder-') && storePaths(command).length === 0 && command !== '/bin/sh',
      )
      .map(([, key, command]) => `${name}: ${key} starts ${command}, which is no path into a package.`),
  );
}

/** Programs a script calls by name and the package that has each, as far as a router needs them. */
const programPackages: Record<string, string> = {
  ip: 'iproute2',
  tc: 'iproute2',
  ss: 'iproute2',
  bridge: 'iproute2',
  nft: 'nftables',
  sysctl: 'procps',
  pgrep: 'procps',
  pkill: 'procps',
  ethtool: 'ethtool',
  conntrack: 'conntrack-tools',
  'unbound-control': 'unbound',
  modprobe: 'kmod',
  awk: 'gawk',
  ping: 'iputils',
  jq: 'jq',
  curl: 'curl',
  openssl: 'openssl',
  flock: 'util-linux',
  logger: 'util-linux',
  mount: 'util-linux',
  xxd: 'unixtools',
  hexdump: 'util-linux',
  chronyc: 'chrony',
  pppd: 'ppp',
  radvd: 'radvd',
  dig: 'dnsutils',
};

/** A service of NixOS has coreutils, findutils, grep, sed and systemd in its path, and what its `path` adds. */
function missingPrograms(config: unknown): string[] {
  const services = at(plainConfiguration(config), 'systemd', 'services');
  return Object.entries(isSet(services) ? services : {}).flatMap(([name, service]) => {
    const given = at(service, 'path');
    const packages = (Array.isArray(given) ? given : []).map((path) =>
      String(path).replace('/nix/store/placeholder-', ''),
    );
    const texts = [
      ...serviceScripts.map((option) => at(service, option)),
      ...storedTexts(at(service, 'serviceConfig') ?? {}).map(([, text]) => text),
    ];
    const called = texts.filter((text) => typeof text === 'string').flatMap(commandsCalled);
    return [...new Set(called)]
      .filter((program) => !packages.includes(programPackages[program] ?? ''))
      .map(
        (program) => `systemd.services.${name} calls ${program}, but its path lacks pkgs.${programPackages[program]}.`,
      );
  });
}

function commandsCalled(text: string): readonly string[] {
  // a script that sets its own PATH (pkgs.writeShellApplication) looks after itself
  if (/^(export )?PATH=/m.test(text)) return [];
  const position = /(?:^|[|&;({]|\$\(|\b(?:if|then|else|do|while|until)\b|!)[ \t]*([a-z][a-z-]*)(?=[ \t]|$)/gm;
  const withoutComments = text.replace(/^[ \t]*#.*$/gm, '');
  return [...withoutComments.matchAll(position)]
    .map(([, word = '']) => word)
    .filter((word) => Object.hasOwn(programPackages, word));
}

function unknownUnits(plain: unknown, known: ReadonlySet<string>): string[] {
  const nobody = (other: string) => !known.has(other) && !/\.(device|mount)$/.test(other);
  return ['services', 'paths', 'timers', 'sockets', 'targets'].flatMap((group) => {
    const units = at(plain, 'systemd', group);
    return Object.entries(isSet(units) ? units : {}).flatMap(([name, unit]) => {
      const started = startedUnit(group, name, unit).map(
        (other) => [other, `systemd.${group}.${name} starts`] as const,
      );
      const named = dependencyOptions.flatMap((option) => {
        const others = at(unit, option);
        return (Array.isArray(others) ? others : []).map(
          (other) => [String(other), `systemd.${group}.${name}.${option} names`] as const,
        );
      });
      return [...started, ...named]
        .filter(([other]) => nobody(other))
        .map(([other, how]) => `${how} ${other}, which neither this configuration nor NixOS has.`);
    });
  });
}

/** The unit that a path or a timer starts: the one it names, else the service of its own name. */
function startedUnit(group: string, name: string, unit: unknown): readonly string[] {
  if (group !== 'paths' && group !== 'timers') return [];
  const named = at(unit, group === 'paths' ? 'pathConfig' : 'timerConfig', 'Unit');
  return [typeof named === 'string' ? named : `${name}.service`];
}

function nixosUnits(plain: unknown): readonly string[] {
  const peers = at(plain, 'services', 'pppd', 'peers');
  const names = [...Object.keys(isSet(peers) ? peers : {}).map((peer) => `pppd-${peer}.service`)];
  const services = ['unbound', 'dnsmasq', 'avahi'].filter((name) => at(plain, 'services', name, 'enable') === true);
  const daemons = { unbound: 'unbound.service', dnsmasq: 'dnsmasq.service', avahi: 'avahi-daemon.service' } as Record<
    string,
    string
  >;
  const chrony = at(plain, 'services', 'chrony', 'enable') === true ? ['chronyd.service'] : [];
  const sshd = at(plain, 'services', 'openssh', 'enable') === true ? ['sshd.service'] : [];
  const firewall = at(plain, 'networking', 'nftables', 'enable') === true ? ['nftables.service'] : [];
  return [...alwaysThere, ...names, ...services.map((name) => daemons[name]!), ...chrony, ...sshd, ...firewall];
}

const alwaysThere = [
  'basic.target',
  'sysinit.target',
  'shutdown.target',
  'multi-user.target',
  'local-fs.target',
  'network-pre.target',
  'network.target',
  'network-online.target',
  'nss-lookup.target',
  'time-sync.target',
  'timers.target',
  'paths.target',
  'sockets.target',
  'final.target',
  'umount.target',
  'default.target',
  'systemd-networkd.service',
  'systemd-networkd-wait-online.service',
  'systemd-sysctl.service',
  'systemd-udevd.service',
  'systemd-udev-settle.service',
  'systemd-modules-load.service',
  'systemd-tmpfiles-setup.service',
  'systemd-journald.service',
  'nix-gc.service',
  'nix-daemon.service',
  'systemd-udev-trigger.service',
];

function standIn(name: string): string {
  return name.endsWith('.service')
    ? '[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nExecStart=/bin/true\n'
    : '[Unit]\nDefaultDependencies=no\n';
}

function sentences(text: string, folder: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replaceAll(`${folder}/`, 'script '));
}
