import type { RouterPlan } from '../plan/router-plan.ts';
import { lifelineSettings } from './lifeline.ts';
import { naarCommand, naarSettings } from './naar-command.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

/** What keeps the router small and easy to look into. */
export function upkeepSection(plan: RouterPlan): Section {
  const { release, stateVersion } = plan.identity;
  return {
    title: 'Upkeep',
    reason: `Updates come from the channel nixos-${release}. Old generations go after 30 days (ten stay in the boot menu), and the journal keeps 200 MB.`,
    settings: [
      option('nix.gc', { automatic: true, dates: 'weekly', options: '--delete-older-than 30d' }),
      option(
        'nix.settings.keep-outputs',
        true,
        'The weekly clean-up leaves what this system was built with, so that an address or a password can be changed while the Internet is down.',
      ),
      option(
        'nix.settings.sync-before-registering',
        true,
        'A power cut in a rebuild leaves no file of the system empty. (fsync-store-paths leaves out what is built here.)',
      ),
      option(
        'environment.etc.*.text',
        '[Journal]\nSystemMaxUse=200M\n',
        'As a file: the option for it has another name from NixOS 26.11 on.',
        ['systemd/journald.conf.d/size.conf'],
      ),
      option(
        'system.extraDependencies',
        ['stdenv', 'stdenvNoCC', 'busybox', 'jq', 'makeInitrdNGTool'].map((name) => nixCode(`pkgs.${name}`)),
        'The tools that every change is built with; they are here also where nothing was built yet.',
      ),
      ...lifelineSettings(plan),
      ...naarSettings(plan),
      option(
        'environment.systemPackages',
        [
          ...['conntrack-tools', 'ethtool', 'htop', 'ppp', 'tcpdump', 'vim'].map((name) => nixCode(`pkgs.${name}`)),
          naarCommand,
        ],
        'Tools to look into the router with. naar itself is one file, and needs Node and these tools.',
      ),
      // the default since 26.05 is another one (PR 512050), which a running system cannot change to
      ...(stateVersion < '26.05'
        ? [
            option(
              'services.dbus.implementation',
              nixCode('lib.mkDefault "dbus"'),
              'The message bus that this router began with: another one starts only with the box, and an upgrade would bring it.',
            ),
          ]
        : []),
      option(
        'system.stateVersion',
        stateVersion,
        'The release of the first install. It stays as it is, also after upgrades.',
      ),
    ],
  };
}
