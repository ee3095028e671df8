import type { RouterPlan } from '../../../../src/plan/router-plan.ts';
import { capture } from '../capture.ts';
import { check, inside, same, sh, that, until } from '../guest.ts';
import { leasedAddress } from '../home.ts';
import { internet } from '../isp.ts';

const { host4, host6, customer } = internet;

/** A line of `mtu` bytes: what TCP is told in both directions, what larger packets are told, and that all of it arrives. */
export async function packetSizes(plan: RouterPlan, station: string, mtu: number): Promise<void> {
  const lan = plan.networks[0]!;
  const families = [
    { name: 'IPv4', host: host4, web: host4, header: 20, ping: 'ping -4' },
    { name: 'IPv6', host: host6, web: `[${host6}]`, header: 40, ping: 'ping -6' },
  ];
  for (const { name, host, web, header, ping } of families) {
    const mss = mtu - header - 20;
    await check(`${mtu} bytes, ${name}: the Internet is told segments of ${mss} bytes at the most`, async () => {
      same(await segmentSizes('isp', 'any', station, web, host, 'dst'), [mss], 'MSS of the SYN');
    });
    await check(`${mtu} bytes, ${name}: so is the device, also by a host that would take more`, async () => {
      // a host behind an Ethernet of its own
      inside('isp', advertise(name, 1460));
      try {
        same(await segmentSizes(station, 'eth0', station, web, host, 'src'), [mss], 'MSS of the answer');
      } finally {
        inside('isp', advertise(name, null));
      }
    });
    await check(`${mtu} bytes, ${name}: a packet of that size arrives whole, a larger one is told the size`, () => {
      inside(station, `${ping} -c 2 -W 10 -M do -s ${mtu - header - 8} ${host}`);
      if (mtu === 1500) return;
      const said = inside(station, `${ping} -c 2 -W 5 -M do -s ${1500 - header - 8} ${host} 2>&1; true`);
      that(new RegExp(`mtu ?= ?${mtu}|mtu: ?${mtu}`, 'i').test(said), said);
      inside(station, 'ip route flush cache; ip -6 route flush cache; true');
    });
    await check(`${mtu} bytes, ${name}: 300 KB arrive in both directions`, () => {
      same(inside(station, `curl -sS -g -m 60 http://${web}/bytes/300000 | wc -c`, 70).trim(), '300000', 'bytes down');
      const up = inside(station, `head -c 300000 /dev/zero | curl -sS -g -m 60 -T - http://${web}/up`, 70).trim();
      same(up, sh('head -c 300000 /dev/zero | sha256sum').split(' ')[0], 'digest of what went up');
    });
  }
  await check(`${mtu} bytes: a large answer of UDP finds its way in pieces`, async () => {
    const address = leasedAddress(station);
    that(address.startsWith(lan.ipv4.address.split('.').slice(0, 3).join('.')), address);
    // 4000 bytes by ping: three fragments each way, which the router puts together to look at them
    inside(station, `ping -4 -c 2 -W 10 -s 4000 ${host4}`);
  });
}

/** MSS values in the SYNs of a few connections to the web server, as they were seen at a place. */
async function segmentSizes(
  namespace: string,
  device: string,
  station: string,
  web: string,
  host: string,
  side: 'src' | 'dst',
): Promise<readonly number[]> {
  const syn = host.includes(':') ? 'ip6[53] & 2 != 0' : 'tcp[tcpflags] & tcp-syn != 0';
  const seen = await capture(namespace, device, `"tcp port 80 and ${side} host ${host} and ${syn}"`);
  await until(30, () => inside(station, `curl -sS -g -m 20 -o /dev/null http://${web}/`, 30) === '');
  const sizes = seen.end().flatMap((line) => [...line.matchAll(/mss (\d+)/g)].map(([, size]) => Number(size)));
  that(sizes.length > 0, 'no SYN was seen');
  return [...new Set(sizes)];
}

/** The Internet host offers segments of a size of its own, whatever its link carries; null takes that back. */
function advertise(family: string, size: number | null): string {
  const words = size === null ? '' : ` advmss ${size}`;
  if (family === 'IPv4')
    return `ip route replace ${customer} $(ip route show ${customer} | grep -o 'dev ppp[0-9]*')${words}`;
  return `ip -6 route show | grep '^2a0f:90:' | while read -r net rest; do ip -6 route replace $net $(echo "$rest" | grep -o 'dev ppp[0-9]*')${words}; done`;
}
