import { expect, it } from 'vitest';
import { noNamespaces } from '../namespaces/test-network.ts';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { networkdFiles } from '../nixos/judges/nixos-files.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { planned } from '../plan/planned.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`isp-dns-networkd.test.ts is not run: ${reason}`);

// the ISP is dnsmasq at the far end of the line; networkctl speaks to networkd over D-Bus
const script = `mount -t sysfs -o ro sysfs /sys && mount -t tmpfs tmpfs /run && cd "$1" || exit 9
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp /run/dbus /run/netns
chown -R systemd-network:systemd-network /run/systemd/netif
cp -r network /run/systemd/network && chmod -R a+rX /run/systemd/network || exit 9
ip link set lo up && ip link add enp1s0 type veth peer name far && ip netns add isp && ip link set far netns isp || exit 9
ip -n isp addr add 192.0.2.1/24 dev far && ip -n isp link set far up && ip link set enp1s0 up || exit 9
ip netns exec isp dnsmasq --conf-file=/dev/null --port=0 --user=root --pid-file= --no-ping --dhcp-leasefile=/run/leases \\
  --dhcp-range=192.0.2.50,192.0.2.60,1h --dhcp-option=6,203.0.113.1,203.0.113.2 || exit 9
dbus-daemon --system --fork --nopidfile || exit 9
$(ls /usr/lib/systemd/systemd-networkd /lib/systemd/systemd-networkd 2> /dev/null | head -n 1) > log 2>&1 &
for _ in $(seq 200); do grep -q '^DNS=.' /run/systemd/netif/state 2> /dev/null && break; sleep 0.1; done
# its form is nobody's business
rm -f /run/systemd/netif/leases/*
bash -e feed.sh && ip -4 route show root 203.0.113.0/24 || { cat log >&2; exit 9; }`;

it.skipIf(reason !== null || !mayAsk('systemd-networkd'))(
  "networkd itself says the ISP's name servers, without a look at its lease file and without a route to each",
  async () => {
    const config = await evaluateRouter(planned({ wan: { port: 'line', type: 'dhcp' }, dns: { upstream: 'isp' } }));
    const feed = String(at(config, 'systemd', 'services', 'isp-dns', 'script'));
    const files = {
      'network/50-enp1s0.network': networkdFiles(config)['50-enp1s0.network']!,
      'feed.sh': `unbound-control() { echo "$@"; }\n${feed.replace('[ -S /run/unbound/unbound.ctl ]', 'true')}`,
    };
    const run = withFolder(files, (folder) => runIsolated(script, [folder]));
    if (run.code !== 0) throw new Error(run.stderr);
    expect(run.stdout.split('\n')).toEqual([
      '-s /run/unbound/unbound.ctl forward_add . 203.0.113.1 203.0.113.2',
      'unbound now asks: 203.0.113.1 203.0.113.2',
      '',
    ]);
  },
);
