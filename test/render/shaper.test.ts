import { describe, expect, it } from 'vitest';
import { shaperSection } from '../../src/render/shaper.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned } from '../plan/planned.ts';

const reason = noNamespaces();
const pppoe = { port: 'line', type: 'pppoe', pppoe: { username: 'me', password: { env: 'P' } } };
const shaped = (changes: Group = {}) => planned({ tuning: { shaper: { down: '250M', up: '1500k' } }, ...changes });

describe('the shaper', () => {
  it('is there only where it is asked for', () => {
    expect(shaperSection(planned())).toBeNull();
  });

  it('says its rates as the answers do, and where they hold', () => {
    expect(shaperSection(shaped())!.reason).toContain(
      'What leaves is held to 1500 kbit/s on enp1s0, what arrives to 250 Mbit/s on ifb-wan',
    );
  });

  it('holds what arrives on a device of its own, fair to each receiver behind the address translation', async () => {
    const config = await evaluateRouter(shaped());
    expect(at(config, 'systemd', 'network', 'netdevs', '20-ifb-wan', 'netdevConfig')).toEqual({
      Name: 'ifb-wan',
      Kind: 'ifb',
    });
    expect(at(config, 'systemd', 'network', 'networks', '50-ifb-wan')).toEqual({
      matchConfig: { Name: 'ifb-wan' },
      networkConfig: { LinkLocalAddressing: 'no', IPv6AcceptRA: false },
      cakeConfig: {
        Bandwidth: '250000000',
        OverheadBytes: 44,
        MPUBytes: 84,
        NAT: true,
        FlowIsolationMode: 'dual-dst-host',
      },
      linkConfig: { RequiredForOnline: 'no', ActivationPolicy: 'up' },
    });
  });

  it('is set up again whenever the line comes anew, and by a switch while it is there', async () => {
    for (const [wan, device] of [
      [pppoe, 'ppp0'],
      [{ port: 'line', type: 'dhcp' }, 'enp1s0'],
    ] as const) {
      const unit = at(await evaluateRouter(shaped({ wan })), 'systemd', 'services', 'shape-arrivals');
      expect(unit).toMatchObject({
        wantedBy: ['multi-user.target', `sys-subsystem-net-devices-${device}.device`],
        after: [`sys-subsystem-net-devices-${device}.device`, 'systemd-networkd.service'],
        unitConfig: { ConditionPathExists: `/sys/class/net/${device}` },
        // a session comes before networkd has made ifb-wan: tried again, and free to run again
        serviceConfig: { Type: 'oneshot', Restart: 'on-failure', RestartSec: 5 },
      });
    }
  });

  it.skipIf(reason !== null)('sends what arrives through that device, also when told twice', async () => {
    const script = String(at(await evaluateRouter(shaped()), 'systemd', 'services', 'shape-arrivals', 'script'));
    const run = withFolder({ 'shape.sh': script }, (folder) =>
      runIsolated(
        `ip link add enp1s0 type veth peer name far && ip link add ifb-wan type ifb || exit 9
        bash -e "$1/shape.sh" && bash -e "$1/shape.sh" || exit 8
        for device in enp1s0 far ifb-wan; do ip link set "$device" up; done
        ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:09 dev far && ip address add 10.9.9.1/24 dev far || exit 9
        ping -c 3 -i 0.01 -W 0.01 10.9.9.9 > /dev/null
        cat /sys/class/net/ifb-wan/statistics/rx_packets; tc filter show dev enp1s0 ingress | grep -c 'redirect to device ifb-wan'`,
        [folder],
      ),
    );
    // tc has read both lines, and this kernel lacks what the second one asks for: then the lab must do
    if (/^Error: TC classifier not found\.\n/.test(run.stderr)) return;
    expect(run.stderr).toBe('');
    const [packets, rules] = run.stdout.trim().split('\n').map(Number);
    expect(packets).toBeGreaterThanOrEqual(3);
    expect(rules).toBe(1);
  });
});
