import type { RouterPlan } from '../plan/router-plan.ts';
import { fastPathScript, fastPathWatchScript } from './fast-path.ts';
import { nixCode } from './nix.ts';
import { option, type Section } from './section.ts';
import { deviceUnit } from './unit-name.ts';

/** Flow offload beside the firewall, and the watch that takes it away where it does harm. Null where it is off. */
export function offloadSection(plan: RouterPlan): Section | null {
  const { offload } = plan;
  if (offload === null) return null;
  const devices = offload.devices.map(({ jack }) => deviceUnit(jack));
  const kernels = offload.provenKernels
    .map(({ series, to }) => (to === null ? series : `${series} up to ${series}.${to}`))
    .join(', ');
  return {
    title: 'The fast path (flow offload)',
    reason: `Established connections skip most of the kernel's work. This is a table of its own, so that it can fail without the firewall, and it names jacks only: ppp0 does not exist yet when it is loaded. ${offload.mode === 'auto' ? `It runs on kernels on which it was seen to work: ${kernels}.` : 'It runs on any kernel, as the answers ask.'} Offloaded packets are not counted by the firewall's rules.`,
    settings: [
      option('systemd.services.fast-path', {
        description: 'Fast path for established connections',
        wantedBy: ['multi-user.target', ...devices],
        after: ['nftables.service', ...devices],
        partOf: ['nftables.service'],
        path: ['nftables', 'procps'].map((name) => nixCode(`pkgs.${name}`)),
        unitConfig: { ConditionPathExists: offload.devices.map(({ jack }) => `/sys/class/net/${jack}`) },
        serviceConfig: { Type: 'oneshot', RemainAfterExit: true },
        script: fastPathScript(offload),
        preStop: 'nft delete table inet fastpath 2>/dev/null || true\n',
      }),
      option('systemd.services.fast-path-watch', {
        description: 'Watch the connections on the fast path',
        wantedBy: ['fast-path.service'],
        bindsTo: ['fast-path.service'],
        after: ['fast-path.service'],
        path: ['conntrack-tools', 'nftables', 'gawk'].map((name) => nixCode(`pkgs.${name}`)),
        serviceConfig: { Restart: 'no', RuntimeDirectory: 'fast-path-watch' },
        script: fastPathWatchScript(),
      }),
    ],
  };
}
