import type { RouterPlan } from '../plan/router-plan.ts';
import { type NixData, nixCode } from './nix.ts';
import { option, type Section } from './section.ts';
import { deviceUnit } from './unit-name.ts';

/**
 * CAKE in one direction. networkd sets it on the WAN for what leaves, and on an
 * intermediate device for what arrives. Overhead 44 and MPU 84 fit any line whose
 * framing is not known (tc-cake(8), "conservative").
 */
export function cake(rate: number, direction: 'egress' | 'ingress'): Record<string, NixData> {
  return {
    Bandwidth: String(rate),
    OverheadBytes: 44,
    MPUBytes: 84,
    NAT: true,
    FlowIsolationMode: direction === 'egress' ? 'dual-src-host' : 'dual-dst-host',
  };
}

/** The ingress half: a device that the WAN's arriving packets are sent through. Null section without a shaper. */
export function shaperSection(plan: RouterPlan): Section | null {
  if (plan.shaper === null) return null;
  const device = plan.wan.device;
  const unit = deviceUnit(device);
  return {
    title: 'Fair shares on a busy line (CAKE)',
    reason: `What leaves is held to ${rate(plan.shaper.up)} on ${device}, what arrives to ${rate(plan.shaper.down)} on ifb-wan, each a little under the line's own rate, so that the queue is here and not in the modem. OverheadBytes 44 and MPUBytes 84 fit any kind of line. Flow offload would bypass it and is off.`,
    settings: [
      option('systemd.network.netdevs.*', { netdevConfig: { Name: 'ifb-wan', Kind: 'ifb' } }, null, ['20-ifb-wan']),
      option(
        'systemd.network.networks.*',
        {
          matchConfig: { Name: 'ifb-wan' },
          networkConfig: { LinkLocalAddressing: 'no', IPv6AcceptRA: false },
          cakeConfig: cake(plan.shaper.down, 'ingress'),
          linkConfig: { RequiredForOnline: 'no', ActivationPolicy: 'up' },
        },
        null,
        ['50-ifb-wan'],
      ),
      option('systemd.services.shape-arrivals', {
        description: `Send what arrives on ${device} through ifb-wan`,
        // at each switch, and whenever the device appears anew
        wantedBy: ['multi-user.target', unit],
        after: [unit, 'systemd-networkd.service'],
        unitConfig: { ConditionPathExists: `/sys/class/net/${device}` },
        path: [nixCode('pkgs.iproute2')],
        serviceConfig: { Type: 'oneshot', Restart: 'on-failure', RestartSec: 5 },
        script: `tc qdisc replace dev ${device} handle ffff: ingress\ntc filter replace dev ${device} parent ffff: protocol all prio 1 matchall action mirred egress redirect dev ifb-wan\n`,
      }),
    ],
  };
}

function rate(bits: number): string {
  return bits % 1_000_000 === 0 ? `${bits / 1_000_000} Mbit/s` : `${bits / 1000} kbit/s`;
}
