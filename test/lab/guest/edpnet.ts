import { readFileSync } from 'node:fs';
import { addresses6, askDhcp, plugIn } from './devices.ts';
import { check, inside, keepFile, same, sh, start, that, until } from './guest.ts';
import { internet, killConcentrator, startConcentrator, startIsp } from './isp.ts';
import { moveFarEnd } from './wires.ts';

const laptop = { name: 'laptop', mac: '02:aa:00:00:00:01', vlan: 20 };
const chromecast = { name: 'cast', mac: '54:60:09:aa:bb:01', vlan: 90 };
const stranger = { name: 'stranger', mac: '02:aa:00:00:00:99', vlan: 90 };
const { host4, host6, customer, prefix } = internet;
const site = prefix.replace(/::$/, '');

/** The router of the post, dialled in and used. */
export async function run(): Promise<void> {
  await startIsp({ vlan: 10, user: 'someone@EDPNET', password: 'geheim "wachtwoord" \\ 1' });
  moveFarEnd(2, 'switch');
  for (const device of [laptop, chromecast, stranger]) plugIn(device, 'switch');
  await dialUp();
  await services();
  await delegation();
  await trusted();
  await isolated();
  await outside();
  await fastPath();
  await interrupts();
  await redial();
  for (const log of ['concentrator', 'internet']) keepFile(`${log}.txt`, readFileSync(`/run/lab/${log}.log`, 'utf8'));
  keepFile('ruleset.txt', sh('nft list ruleset'));
  keepFile('addresses.txt', sh('ip addr; ip route; ip -6 route'));
}

async function dialUp(): Promise<void> {
  await check('dial: ppp0 has the address of the ISP', async () => {
    await until(120, () => sh('ip -4 -o addr show dev ppp0').includes(`inet ${customer} peer ${internet.gateway}`));
    return `${sh('cut -d " " -f 1 /proc/uptime').trim()} s after the kernel`;
  });
  await check('dial: the IPv4 default route leads over ppp0', () =>
    until(20, () => sh('ip -4 route show default dev ppp0').trim() !== ''),
  );
  await check('dial: the session carries 1500 bytes (RFC 4638)', () => {
    same(sh('cat /sys/class/net/ppp0/mtu /sys/class/net/wan/mtu').trim(), '1500\n1508', 'MTU of ppp0 and wan');
    sh(`ping -c 2 -W 5 -M do -s 1472 ${host4}`);
  });
}

async function services(): Promise<void> {
  const units = ['nftables', 'router-forwarding', 'systemd-networkd', 'pppd-wan', 'dnsmasq', 'unbound', 'chronyd'];
  const all = [...units, 'avahi-daemon', 'fast-path', 'fast-path-watch'];
  await check('systemd: every service of the router runs', async () => {
    await until(60, () => all.every((unit) => sh(`systemctl is-active ${unit}; true`).trim() === 'active')).catch(
      () => {
        throw new Error(all.map((unit) => `${unit} ${sh(`systemctl is-active ${unit}; true`).trim()}`).join(', '));
      },
    );
  });
  await check('systemd: no unit failed', () => same(sh('systemctl --failed --plain --no-legend').trim(), '', 'failed'));
  await check('firewall: loaded, and the guard is gone', () => {
    const tables = sh('nft list tables');
    that(tables.includes('table inet fw') && !tables.includes('guard'), tables);
  });
  await check('forwarding is on in both families', () =>
    same(sh('sysctl -n net.ipv4.conf.all.forwarding net.ipv6.conf.all.forwarding').trim(), '1\n1', 'forwarding'),
  );
  await check('forwarding came after the firewall, dialling after both', () => {
    const time = (unit: string, which: string) =>
      Number(sh(`systemctl show -P ${which}TimestampMonotonic ${unit}`).trim());
    const order = [
      time('nftables', 'ActiveEnter'),
      time('router-forwarding', 'InactiveExit'),
      time('router-forwarding', 'ActiveEnter'),
      time('pppd-wan', 'InactiveExit'),
    ];
    same(
      [...order].sort((a, b) => a - b),
      order,
      'µs since boot',
    );
  });
}

async function delegation(): Promise<void> {
  await check('IPv6: lan and iot each have a /64 of the delegated prefix', async () => {
    await until(60, () => sh('ip -6 -o addr show dev lan').includes(`inet6 ${site}::1/64`));
    const iot = sh('ip -6 -o addr show dev iot');
    that(iot.includes(`inet6 ${site}:5a::1/64`), iot);
  });
  await check('IPv6: the router itself reaches the Internet', () => sh(`ping -6 -c 2 -W 10 ${host6}`) && '');
}

async function trusted(): Promise<void> {
  await check('lan: DHCP gives an address of the pool, the router, DNS and the domain', () => {
    const { address, routers, dns, domain } = askDhcp('laptop');
    const last = Number(address.replace('192.168.20.', ''));
    that(last >= 100 && last <= 199, `address ${address}`);
    same([routers, dns, domain], ['192.168.20.1', '192.168.20.1', 'home.arpa'], 'options');
    return address;
  });
  await check('lan: the laptop made itself addresses of the delegated prefix and of the ULA', async () => {
    await until(60, () => {
      const found = addresses6('laptop');
      that(
        found.some((address) => address.startsWith(`${site}:0:`) || address.startsWith(`${site}::`)),
        `${found}`,
      );
      that(
        found.some((address) => address.startsWith('fd61:e5fc:566a:')),
        `${found}`,
      );
    });
    return addresses6('laptop').join(', ');
  });
  await check('lan: pings the Internet in both families', () => {
    inside('laptop', `ping -c 2 -W 10 ${host4}`);
    inside('laptop', `ping -6 -c 2 -W 10 ${host6}`);
  });
  await check('lan: HTTP over IPv4 comes from the public address', () => visit('laptop', `http://${host4}/`, customer));
  await check('lan: HTTPS over IPv4 comes from the public address', () =>
    visit('laptop', `https://${host4}/`, customer),
  );
  await check('lan: HTTP and HTTPS over IPv6 come from its own address', () => {
    const seen = [`http://[${host6}]/`, `https://[${host6}]/`].map((url) => fetch('laptop', url));
    that(
      seen.every((address) => addresses6('laptop').includes(address)),
      `seen ${seen}`,
    );
  });
  await check('lan: full frames get through in both families (MSS and path MTU)', () => {
    same(inside('laptop', `curl -sS -m 60 http://${host4}/bytes/300000 | wc -c`, 70).trim(), '300000', 'bytes IPv4');
    same(
      inside('laptop', `curl -sS -m 60 -g http://[${host6}]/bytes/300000 | wc -c`, 70).trim(),
      '300000',
      'bytes IPv6',
    );
  });
  await check('lan: reaches every port of the Internet and of the router', () => {
    for (const port of [22, 8080]) visit('laptop', `http://${host4}:${port}/`, customer);
    // something that answers: that others are refused would prove nothing otherwise
    for (const port of [22, 80]) start(`router-${port}`, null, `python3 -m http.server -b :: ${port}`);
    sh('sleep 5');
    for (const port of [22, 80]) inside('laptop', `curl -sS -m 20 -o /dev/null http://192.168.20.1:${port}/`, 30);
  });
  await check('names: the router and the Chromecast are known, backwards too', () => {
    same(ask('laptop', '192.168.20.1', 'router.home.arpa'), '192.168.20.1', 'router');
    same(ask('laptop', '192.168.20.1', 'chromecast.home.arpa'), '192.168.90.10', 'chromecast');
    same(ask('laptop', '192.168.20.1', '-x 192.168.90.10'), 'chromecast.home.arpa.', 'backwards');
  });
  await check('time: the router answers NTP', () => {
    const said = inside('laptop', "chronyd -Q -t 30 'server 192.168.20.1 iburst' 2>&1", 60);
    that(/System clock wrong by/.test(said), said);
  });
}

async function isolated(): Promise<void> {
  await check('iot: the Chromecast gets the address that was kept for it', () =>
    same(askDhcp('cast').address, '192.168.90.10', 'address'),
  );
  await check('iot: a stranger gets an address of the pool', () => {
    const last = Number(askDhcp('stranger').address.replace('192.168.90.', ''));
    that(last >= 100 && last <= 199, `…${last}`);
  });
  await check('iot: the Chromecast reaches the web, and no other port', () => {
    visit('cast', `http://${host4}/`, customer);
    visit('cast', `https://${host4}/`, customer);
    refused('cast', host4, 22);
    refused('cast', host4, 8080);
  });
  await check('iot: the stranger does not reach the Internet', () => {
    refused('stranger', host4, 80);
    refused('stranger', host4, 443);
    refused('stranger', host6, 443);
  });
  await check('iot: neither reaches the laptop, in either family', () => {
    start('laptop-web', 'laptop', 'python3 -m http.server -b :: 8000');
    sh('sleep 4');
    const own = addresses6('laptop')[0] ?? '';
    inside('laptop', 'curl -sS -m 20 -o /dev/null http://127.0.0.1:8000/');
    for (const name of ['cast', 'stranger']) {
      refused(name, readAddress('laptop'), 8000);
      refused(name, own, 8000);
    }
  });
  await check('iot: the laptop reaches the Chromecast', () => {
    start('cast-web', 'cast', 'python3 -m http.server 8009');
    sh('sleep 4');
    inside('laptop', 'curl -sS -m 20 -o /dev/null http://192.168.90.10:8009/', 30);
  });
  await check('iot: the router answers DNS there, and nothing else', () => {
    same(ask('stranger', '192.168.90.1', 'chromecast.home.arpa'), '192.168.90.10', 'name');
    refused('stranger', '192.168.90.1', 22);
    refused('stranger', '192.168.20.1', 22);
  });
  await check('iot: DNS sent elsewhere is answered by the router', () => {
    same(ask('stranger', host4, 'chromecast.home.arpa'), '192.168.90.10', 'name');
    same(ask('stranger', host6, 'chromecast.home.arpa'), '192.168.90.10', 'name over IPv6');
  });
}

async function outside(): Promise<void> {
  await check('WAN: no port of the router answers from the Internet', () => {
    for (const port of [22, 53, 80, 53053]) refused('isp', customer, port);
    refused('isp', `${site}::1`, 53);
    const name = inside('isp', `dig +tries=1 +time=3 @${customer} router.home.arpa; true`);
    that(/timed out|no servers/.test(name), name);
  });
  await check('WAN: nobody outside reaches the laptop over IPv6', () => {
    const own = addresses6('laptop').find((address) => address.startsWith(site)) ?? '';
    inside('laptop', 'curl -sS -m 20 -o /dev/null http://127.0.0.1:8000/');
    refused('isp', own, 8000);
  });
}

async function fastPath(): Promise<void> {
  await check('fast path: loaded, and a long transfer is on it', async () => {
    that(sh('nft list tables').includes('inet fastpath'), sh('journalctl -u fast-path -o cat --no-pager'));
    start('transfer', 'laptop', `curl -sS -m 120 -o /dev/null http://${host4}/bytes/20000000`);
    await until(40, () => sh('conntrack -L -p tcp 2>/dev/null; true').includes('[OFFLOAD]'));
  });
}

async function interrupts(): Promise<void> {
  await check('interrupts: the unit put the work of enp1s0 on the CPUs (RPS e, d, b, 7)', () => {
    const masks = [0, 1, 2, 3].map((queue) => sh(`cat /sys/class/net/enp1s0/queues/rx-${queue}/rps_cpus`).trim());
    same(masks, ['e', 'd', 'b', '7'], 'masks');
  });
  await check('interrupts: the units found every queue and complained of nothing', () => {
    const said = sh('journalctl -u irq-tuning-enp1s0 -u irq-tuning-enp2s0 -o cat --no-pager');
    that(
      !/missing|could not|no interrupt/.test(said),
      said
        .split('\n')
        .filter((line) => /missing|could not|no interrupt/.test(line))
        .join('; '),
    );
  });
}

async function redial(): Promise<void> {
  await check('redial: with the line dead nothing leaves by another way', async () => {
    killConcentrator();
    await until(120, () => !sh('ip link show ppp0 2>&1; true').includes(',UP'));
    refused('laptop', host4, 80);
    // what an unreachable or a blackhole route answers; without one it would be "Network is unreachable"
    const said = sh(`ip route get ${host4} 2>&1; ip -6 route get ${host6} 2>&1; true`);
    same(said.match(/No route to host|Invalid argument/g)?.length, 2, said);
  });
  await check('redial: the line comes back by itself, in both families', async () => {
    startConcentrator();
    await until(150, () => fetch('laptop', `http://${host4}/`) === customer);
    await until(90, () => fetch('laptop', `http://[${host6}]/`) !== '');
  });
}

function fetch(name: string, url: string): string {
  return inside(name, `curl -sS -k -g -m 20 '${url}'`, 30).trim();
}

function visit(name: string, url: string, from: string): void {
  same(fetch(name, url), from, `${url} is visited from`);
}

/** A connection must not come about: neither be accepted nor be answered by the far host. */
function refused(name: string, address: string, port: number): void {
  const said = inside(name, `timeout 4 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>&1 && echo CONNECTED; true`, 30);
  that(!said.includes('CONNECTED'), `${name} reached ${address} port ${port}`);
}

function ask(name: string, server: string, question: string): string {
  return inside(name, `dig +short +tries=3 +time=5 @${server} ${question}`, 40).trim();
}

function readAddress(name: string): string {
  return (JSON.parse(readFileSync(`/run/lab/lease-${name}`, 'utf8')) as { readonly address: string }).address;
}
