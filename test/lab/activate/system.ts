import { at, storeText } from '../../nixos/evaluate.ts';
import { networkdFiles } from '../../nixos/judges/nixos-files.ts';
import { entries, list, type Module, on } from './module.ts';

/** Links, kernel, files and units. */
export const systemModules: readonly Module[] = [
  {
    source: 'nixos/modules/system/boot/networkd.nix',
    options: ['systemd.network.enable', 'systemd.network.links', 'systemd.network.netdevs', 'systemd.network.networks'],
    files: (config) => ({
      // since 25.11, unless the configuration says otherwise
      'etc/systemd/networkd.conf': '[Network]\nIPv6PrivacyExtensions=true\n',
      ...Object.fromEntries(
        Object.entries(networkdFiles(config)).map(([name, text]) => [`etc/systemd/network/${name}`, text]),
      ),
    }),
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

function etcText(file: unknown): string {
  const source = at(file, 'source');
  if (typeof source !== 'string') return String(at(file, 'text'));
  const stored = storeText(source);
  if (stored === null) throw new Error(`${source} is no text in the store of the evaluation.`);
  return stored;
}
