import { beforeAll, describe, expect, it } from 'vitest';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { noNamespaces } from '../namespaces/test-network.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { networkdFiles } from '../nixos/judges/nixos-files.ts';
import { mayAsk, runIsolated, withFolder } from '../nixos/workbench.ts';
import { type Group, planned, tagged } from '../plan/planned.ts';

const reason = noNamespaces() ?? (mayAsk('systemd-networkd') ? null : 'only root may start systemd-networkd');
if (reason !== null) console.warn(`networkd.test.ts is not run: ${reason}`);

type Address = { readonly local: string; readonly prefixlen: number; readonly scope: string };
type Link = {
  readonly ifname: string;
  readonly mtu: number;
  readonly master?: string;
  readonly flags: readonly string[];
  readonly addr_info: readonly Address[];
};
type Route = {
  readonly type?: string;
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly metric?: number;
};
type Seen = { readonly links: readonly Link[]; readonly routes: readonly Route[] };

/**
 * What the real systemd-networkd makes of the router's files on jacks that are veth pairs with a
 * cable in, each with its far end `far-JACK`. This kernel has no VLANs: their devices are veth pairs
 * too, and so is ppp0, to which a stand-in for pppd gives an address.
 */
async function applied(plan: RouterPlan): Promise<Seen> {
  const all = Object.entries(networkdFiles(await evaluateRouter(plan)));
  // .link files are udev's; a .netdev of a kind that this kernel lacks would shadow its stand-in
  const files = all.filter(([name, text]) => !name.endsWith('.link') && !/^Kind=vlan$/m.test(text));
  const vlans = plan.jacks.flatMap((jack) => jack.vlans.map(({ device }) => device));
  const ppp = plan.wan.device === 'ppp0' ? ['ppp0'] : [];
  const expected = [...plan.networks.map(({ name }) => name), plan.wan.parent, ...ppp];
  const run = withFolder(Object.fromEntries(files.map(([name, text]) => [`network/${name}`, text])), (folder) =>
    runIsolated(script, [
      folder,
      plan.jacks.map(({ name }) => name).join(' '),
      [...vlans, ...ppp].join(' '),
      expected.join(' '),
    ]),
  );
  if (run.code !== 0) throw new Error(run.stderr);
  const [links = '[]', routes4 = '[]', routes6 = '[]'] = run.stdout.trim().split('\n');
  return { links: JSON.parse(links), routes: [...JSON.parse(routes4), ...JSON.parse(routes6)] };
}

// a /sys that cannot be written tells networkd that there is no udev to wait for, as in a container
const script = `mount -t sysfs -o ro sysfs /sys && mount -t tmpfs tmpfs /run || exit 9
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
cp -r "$1/network" /run/systemd/network && chmod -R a+rX /run/systemd/network || exit 9
number=10
for device in $2 $3; do
  number=$((number + 1))
  ip link add "$device" address 00:0d:b9:00:00:$number type veth peer name "far$number" || exit 9
  ip link set "far$number" up
done
# a session brings its own address; networkd is to leave it
ip address add 100.64.0.10 peer 100.64.0.1 dev ppp0 2> /dev/null
SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info /lib/systemd/systemd-networkd 2> /run/log &
for _ in $(seq 400); do
  waiting=
  for device in $4; do
    state=/run/systemd/netif/links/$(cat "/sys/class/net/$device/ifindex" 2> /dev/null)
    grep -qsx ADMIN_STATE=configured "$state" || waiting=$device
  done
  [ -z "$waiting" ] && break
  # a session waits for a prefix that nobody here gives; its routes come before that
  [ "$waiting" = ppp0 ] && ip -6 route show default | grep -q 'dev ppp0' && break
  sleep 0.05
done
kill -0 $! || { cat /run/log >&2; exit 9; }
ip -j address show && ip -j -4 route show && ip -j -6 route show default`;

const link = (seen: Seen, name: string) => seen.links.find(({ ifname }) => ifname === name)!;
const addresses = (seen: Seen, name: string, scope = 'global') =>
  link(seen, name)
    .addr_info.filter((one) => one.scope === scope)
    .map(({ local, prefixlen }) => `${local}/${prefixlen}`);
const isUp = (seen: Seen, name: string) => link(seen, name).flags.includes('UP');

const system = {
  admin: { sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me'] },
  ula: 'fd12:3456:789a::/48',
};
const networks = {
  lan: { zone: 'trusted', address: '192.168.20.1/24', ports: { house: 'untagged' } },
  iot: tagged('isolated', 90),
};
const fixed: Group = {
  wan: {
    port: 'line',
    type: 'static',
    static: { address: '203.0.113.10/29', gateway: '203.0.113.9', dns: ['203.0.113.1'] },
    ipv6: 'off',
  },
};
const pppoe: Group = {
  wan: { port: 'line', type: 'pppoe', vlan: 10, pppoe: { username: 'me', password: { env: 'P' } } },
};

describe.skipIf(reason !== null)('what systemd-networkd makes of it', () => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await applied(planned({ system, networks, ...fixed }));
  });

  it('a fixed address: every network has its own, and nothing has one that should not', () => {
    expect(addresses(seen, 'lan')).toEqual(['192.168.20.1/24', 'fd12:3456:789a::1/64']);
    expect(addresses(seen, 'iot')).toEqual(['192.168.90.1/24', 'fd12:3456:789a:5a::1/64']);
    expect(addresses(seen, 'enp1s0')).toEqual(['203.0.113.10/29']);
    expect(link(seen, 'enp2s0')).toMatchObject({ master: 'lan' });
    // a jack that only carries others answers nobody, not even on its own wire
    expect(link(seen, 'enp2s0').addr_info).toEqual([]);
    // without IPv6 from the ISP there is none on the line either
    expect(addresses(seen, 'enp1s0', 'link')).toEqual([]);
  });

  it('a jack without a job stays down, with a cable in', () => {
    expect(isUp(seen, 'enp3s0')).toBe(false);
    expect(['enp1s0', 'enp2s0', 'lan', 'iot'].map((name) => isUp(seen, name))).toEqual([true, true, true, true]);
  });

  it('while the line is down the Internet ends at the router, in both families; the line goes first', () => {
    const defaults = seen.routes.filter(({ dst }) => dst === 'default');
    expect(defaults).toEqual([
      expect.objectContaining({ gateway: '203.0.113.9', dev: 'enp1s0' }),
      expect.objectContaining({ type: 'unreachable', metric: 4096 }),
      expect.objectContaining({ type: 'unreachable', metric: 4096 }),
    ]);
  });

  it('a PPPoE line: no address below the session, room for 1500 in it, and a way out for IPv6', async () => {
    const line = await applied(planned({ system, networks, ...pppoe }));
    for (const below of ['enp1s0', 'wan']) {
      expect(link(line, below)).toMatchObject({ mtu: 1508, addr_info: [] });
      expect(isUp(line, below)).toBe(true);
    }
    expect(addresses(line, 'ppp0')).toEqual(['100.64.0.10/32']);
    const six = line.routes.filter(({ dst, dev }) => dst === 'default' && dev === 'ppp0');
    expect(six).toHaveLength(1);
    expect(six[0]!.metric).toBeLessThan(4096);
  });

  it('a network on two jacks is one', async () => {
    const two = { lan: { ...networks.lan, ports: { house: 'untagged', attic: 'untagged' } } };
    const house = await applied(planned({ system, networks: two, ...fixed }));
    expect([link(house, 'enp2s0').master, link(house, 'enp3s0').master]).toEqual(['lan', 'lan']);
    expect(isUp(house, 'enp3s0')).toBe(true);
  });
});
