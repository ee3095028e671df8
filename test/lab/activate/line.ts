import { at, type NixSet } from '../../nixos/evaluate.ts';
import { entries, type Module, on } from './module.ts';

/** The line to the Internet, as far as networkd does not have it. */
export const lineModules: readonly Module[] = [
  {
    source: 'nixos/modules/services/networking/pppd.nix',
    options: ['services.pppd.enable', 'services.pppd.peers.*.config'],
    units: (config) => ({ systemd: { services: pppdUnits(config) } }),
    files: (config) =>
      Object.fromEntries(peers(config).map(([name, peer]) => [`etc/ppp/peers/${name}`, String(at(peer, 'config'))])),
    triggers: { 'pppd-wan.service': { restart: /^etc\/ppp\/peers\/wan$/ } },
    differs: "Debian's pppd keeps its files under /run/pppd by itself, so libredirect is left out.",
  },
];

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

function peers(config: NixSet): readonly (readonly [string, unknown])[] {
  return on(config, 'services', 'pppd') ? entries(at(config, 'services', 'pppd', 'peers')) : [];
}
