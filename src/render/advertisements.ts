import type { RouterPlan } from '../plan/router-plan.ts';
import { advertisementsScript } from './advertisements-script.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';

const capabilities = ['CAP_NET_ADMIN', 'CAP_NET_RAW'];
const programs = ['radvd', 'iproute2', 'nftables', 'conntrack-tools'];

/** Router advertisements: radvd, told by a script what the line gives at the moment. */
export function advertisementsSection(plan: RouterPlan): Section {
  return {
    title: 'What devices are told about IPv6',
    reason:
      "radvd announces prefixes, the router and its name server to each network. When the line is down the router says at once that it leads nowhere (router lifetime 0); when the ISP gives another prefix, devices are told at once to drop the old one, also after a power cut (RFC 7084, RFC 9096). networkd's own announcements can do neither, so they are off. The lifetimes are short: a device that hears none of this forgets the old prefix by itself after 90 minutes.",
    settings: [
      option('systemd.services.router-advertisements', {
        description: 'Router advertisements (IPv6)',
        wantedBy: ['multi-user.target'],
        // before forwarding is on radvd would say that nothing leads anywhere
        after: ['nftables.service', 'router-forwarding.service', 'systemd-networkd.service'],
        path: programs.map((name) => nixCode(`pkgs.${name}`)),
        startLimitIntervalSec: 0,
        serviceConfig: {
          Restart: 'always',
          RestartSec: 2,
          DynamicUser: true,
          RuntimeDirectory: 'router-advertisements',
          StateDirectory: 'router-advertisements',
          AmbientCapabilities: capabilities,
          CapabilityBoundingSet: capabilities,
        },
        script: advertisementsScript(plan),
      }),
    ],
  };
}
