import { sizesTold } from '../../../namespaces/frames.ts';
import { check, inside, quoted, same, sh, start, until } from '../guest.ts';
import { type House, hostOf, outside } from '../house.ts';
import { world } from '../world.ts';

const families = [4, 6] as const;

/** TCP is told the size that fits a line of `mtu` bytes, in both directions, by connections from inside and through a port forward. */
export async function segmentSizes(house: House, mtu: number): Promise<void> {
  const { agent, plan, address } = house;
  const forward = plan.firewall.forwards.find(({ protocol }) => protocol === 'tcp')!;
  const target = house.stations.find(({ name }) => address(name, 4) === forward.to)!.name;
  await check(
    `MSS: both ends are told what fits ${mtu} bytes, in both families and through a port forward`,
    async () => {
      for (const name of ['world', 'lan-host', target]) await agent.sniff(name, 'eth0', name);
      const seen: string[] = [];
      for (const [probe, inner, expected] of [
        [{ from: 'lan-host', to: hostOf(4), protocol: 'tcp', port: 443 }, 'lan-host', mtu - 40],
        [{ from: 'lan-host', to: hostOf(6), protocol: 'tcp', port: 443 }, 'lan-host', mtu - 60],
        [{ from: 'world', to: outside.router4, protocol: 'tcp', port: forward.first }, target, mtu - 40],
      ] as const) {
        const [result] = await agent.probe([probe], 3);
        same(result?.state, 'open', `${probe.from} to ${probe.to}`);
        const frames = await agent.seen(0.2);
        for (const at of ['world', inner]) {
          const sizes = [...new Set(sizesTold(frames, at))];
          same(sizes, [expected], `segments that ${at} was told of by ${probe.from}`);
        }
        seen.push(`${expected}`);
      }
      await agent.deafen();
      return seen.join(', ');
    },
  );
}

/**
 * "Too big" passes in both directions: a device learns of a narrow line on the Internet, and a host on the Internet of a
 * narrow one at home. Then transfers go through. `line` is how many bytes the line carries: what is larger never gets there.
 */
export async function pathMtu(house: House, line: number): Promise<void> {
  // what was learned before would hide that nothing is learned now
  for (const name of ['lan-host', 'world']) inside(name, 'ip route flush cache; ip -6 route flush cache');
  await check('PMTU: a device at home learns of a narrow line on the Internet', () => {
    for (const [host, size] of [
      [world.narrow4, line - 28],
      [world.narrow6, line - 48],
    ] as const) {
      inside('lan-host', `ping -c 3 -i 0.3 -W 5 -M do -s ${size} ${host} 2>&1; true`);
      same(learned('lan-host', host), `${world.narrowMtu}`, `MTU to ${host}`);
    }
    return `${world.narrowMtu} bytes, IPv4 and IPv6`;
  });
  await check('PMTU: uploads pass the narrow line', async () => {
    const figures: string[] = [];
    start('sink', 'narrow', `python3 -c ${quoted(sink)}`);
    await until(20, () => inside('narrow', 'ss -Hltn "sport = :9000"') !== '');
    for (const host of [world.narrow4, world.narrow6]) {
      const began = Date.now();
      const got = inside('lan-host', `python3 -c ${quoted(upload)} ${host}`, 60).trim();
      same(got, '300000', `bytes that arrived at ${host}`);
      figures.push(`${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
    return `300000 bytes each in ${figures.join(' and ')}`;
  });
  await check('PMTU: a host on the Internet learns of a narrow line at home', async () => {
    start('echo', 'world', `python3 -c ${quoted(echo)}`);
    await until(20, () => inside('world', 'ss -Hlun "sport = :9001"') !== '');
    const behind = putBehind(house, 'nas');
    try {
      const figures = families.map((family) => {
        const size = line - (family === 4 ? 28 : 48);
        const tries = inside('behind', `python3 -c ${quoted(bigEcho)} ${hostOf(family)} ${size}`, 60).trim();
        const from = family === 4 ? outside.router4 : behind.address6;
        same(learned('world', from), `${world.narrowMtu}`, `MTU that the Internet knows to ${from}`);
        return `IPv${family} at try ${tries}`;
      });
      return `full datagrams came back: ${figures.join(', ')}`;
    } finally {
      behind.leave();
    }
  });
}

/** The MTU that a host has learned for one destination. */
function learned(name: string, to: string): string | undefined {
  return /mtu (\d+)/.exec(inside(name, `ip route get ${to}`))?.[1];
}

const sink = `
import socket
s = socket.create_server(("", 9000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    c, _ = s.accept()
    n = 0
    while n < 300000:
        d = c.recv(65536)
        if not d: break
        n += len(d)
    c.sendall(str(n).encode())
    c.close()
`;

const upload = `
import socket, sys
s = socket.create_connection((sys.argv[1], 9000), 20)
s.settimeout(40)
s.sendall(bytes(300000))
print(s.recv(100).decode())
`;

/** Says back what it hears, in datagrams that must not be broken up on their way. */
const echo = `
import select, socket
sockets = [socket.socket(f, socket.SOCK_DGRAM) for f in (socket.AF_INET, socket.AF_INET6)]
sockets[1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
for s in sockets: s.bind(("", 9001))
while True:
    for s in select.select(sockets, [], [])[0]:
        d, peer = s.recvfrom(4096)
        try: s.sendto(d, peer)
        except OSError: pass
`;

/** A datagram as large as the line; the first answers are too big for the last stretch, and their sender is told. */
const bigEcho = `
import socket, sys
host, size = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(3)
for n in range(1, 9):
    s.sendto(b"x" * size, (host, 9001))
    try:
        if len(s.recv(4096)) == size:
            print(n)
            break
    except TimeoutError:
        pass
else:
    sys.exit("no whole answer")
`;

/**
 * A machine behind a device, on a link of its own that is narrow, with addresses of the device's network: the device
 * answers for it (ARP, neighbour discovery) and passes its packets on.
 */
function putBehind(house: House, name: string): { readonly address6: string; readonly leave: () => void } {
  const { ipv4 } = house.plan.networks.find((one) => one.name === house.station(name).network)!;
  const address4 = ipv4.address.replace(/\d+$/, '77');
  const address6 = house.address(name, 6).replace(/[^:]+$/, '77');
  sh(`ip netns add behind; ip link add eth0 netns behind type veth peer name inner netns ${name}`);
  inside(
    name,
    `sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.eth0.proxy_arp=1 net.ipv6.conf.eth0.proxy_ndp=1;
    ip link set inner mtu ${world.narrowMtu} up; sysctl -qw net.ipv4.conf.inner.proxy_arp=1;
    ip addr add fe80::1/64 dev inner nodad; ip route add ${address4} dev inner; ip route add ${address6} dev inner;
    ip neigh add proxy ${address6} dev eth0`,
  );
  inside(
    'behind',
    `ip link set lo up; ip link set eth0 mtu ${world.narrowMtu} up; ip addr add ${address4}/${ipv4.prefixLength} dev eth0; ip route add default via ${ipv4.address};
    ip addr add ${address6}/128 dev eth0 nodad; ip route add default via fe80::1 dev eth0`,
  );
  return {
    address6,
    leave: () => {
      sh('ip netns delete behind');
      inside(
        name,
        `ip neigh del proxy ${address6} dev eth0; sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0`,
      );
    },
  };
}
