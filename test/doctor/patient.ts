import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Patient } from '../../src/doctor/check.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import { seal } from '../../src/render/seal.ts';
import type { System } from '../../src/system/system.ts';
import { apu, jack } from '../interview/facts.ts';

const folder = join(import.meta.dirname, '..', 'scenarios');

/** What a command prints, by its words; null: it fails. Files by path; null: there is none. */
export type Signs = {
  readonly commands?: Readonly<Record<string, string | null>>;
  readonly files?: Readonly<Record<string, string | null>>;
};

const address = (family: string, local: string, prefixlen: number, more = {}) => ({
  family,
  local,
  prefixlen,
  scope: 'global',
  ...more,
});
const shown = (...addresses: object[]) => JSON.stringify([{ addr_info: addresses }]);

/** Signs of a healthy router of the post, by what each look reads. */
const healthy = {
  commands: {
    'systemctl show --property=Id,ActiveState': ['systemd-networkd', 'nftables', 'pppd-wan']
      .map((name) => `Id=${name}.service\nActiveState=active\n`)
      .join('\n'),
    'systemctl --failed': '',
    'nft list tables': 'table inet fw\ntable inet fastpath\n',
    'ip -j addr show dev ppp0': shown(address('inet', '100.64.0.10', 32, { address: '203.0.113.1' })),
    'ip -j addr show dev lan': shown(address('inet6', 'LAN6', 64), address('inet6', '2001:db8:1::1', 64)),
    'ip -j addr show dev iot': shown(address('inet6', 'IOT6', 64), address('inet6', '2001:db8:1:5a::1', 64)),
    'ip -j -4 route': JSON.stringify([
      { dst: 'default', dev: 'ppp0' },
      { type: 'unreachable', dst: 'default', dev: 'lo' },
    ]),
    'ip -j -6 route': JSON.stringify([{ dst: 'default', dev: 'ppp0' }]),
    'ping -c 1': 'ok',
    'getent -s hosts:dns ahostsv4 router.home.arpa': '192.168.20.1 STREAM',
    'getent ahostsv4 nixos.org': '198.51.100.7 STREAM',
    'chronyc -c tracking': 'C0000201,192.0.2.1,3,1764.1,0.000012,0.0,0.0,0,0,0,0,0,0,Normal',
    'df -P -k /':
      'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda2 15000000 4000000 10000000 29% /\n',
    'stat -c': '600 0 /etc/naar/secrets/pppoe-password\n600 0 /etc/naar/secrets/pppoe.options\n',
    'readlink -f /nix/var/nix/profiles/system': '/nix/store/one\n',
    'journalctl -b -u pppd-wan': 'Timeout waiting for PADO packets\n',
  },
  files: {
    '/proc/sys/net/ipv4/ip_forward': '1\n',
    '/sys/class/net/ppp0/mtu': '1500\n',
    '/proc/meminfo': 'MemTotal: 4000000 kB\nMemAvailable: 3000000 kB\n',
    '/proc/sys/net/netfilter/nf_conntrack_count': '120\n',
    '/proc/sys/net/netfilter/nf_conntrack_max': '65536\n',
    '/var/lib/dnsmasq/dnsmasq.leases': '1764 02:00:00:00:00:01 192.168.20.100 laptop *\n',
    '/etc/nixos/configuration.nix': seal('{ }\n'),
    'list /etc/naar/secrets': 'pppoe-password\npppoe.options',
    'link /run/current-system': '/nix/store/one',
  },
} as const;

/** A router with the given signs in place of the healthy ones; `down` names jacks without a cable. */
export function patient(signs: Signs = {}, down: readonly string[] = []): Patient {
  const facts = apu({
    os: { id: 'nixos', release: '26.05', kernel: '6.18.15', role: 'router' },
    jacks: ['enp1s0', 'enp2s0', 'enp3s0'].map((name, index) => ({
      ...jack(name, `00:0d:b9:00:00:0${index + 1}`),
      ...(down.includes(name) || name === 'enp3s0' ? { link: 'down', speed: null } : {}),
    })),
  });
  const text = readFileSync(join(folder, 'edpnet', 'answers.yaml'), 'utf8');
  const plan = planRouter(facts, checkAnswers(text, facts, { where: 'render' }).answers!);
  const [lan, iot] = plan.networks;
  const commands: Record<string, string | null> = { ...healthy.commands, ...signs.commands };
  const files: Record<string, string | null> = { ...healthy.files, ...signs.files };
  const system: Partial<System> = {
    kind: 'recorded',
    readText: async (path) => files[path] ?? null,
    list: async (path) => (files[`list ${path}`] ?? '').split('\n').filter((name) => name !== ''),
    readLink: async (path) => files[`link ${path}`] ?? null,
    run: async (command, args) => {
      const line = [command, ...args].join(' ');
      const sign = Object.keys(commands).find((words) => line.startsWith(words));
      const out = sign === undefined ? null : (commands[sign] ?? null);
      const printed = (out ?? '').replace('LAN6', lan!.ipv6.address).replace('IOT6', iot!.ipv6.address);
      return { code: out === null ? 1 : 0, stdout: printed, stderr: '' };
    },
    wait: (_, stop) => new Promise((resolve) => stop?.addEventListener('abort', () => resolve(), { once: true })),
    now: () => new Date('2026-11-01T00:00:00Z'),
  };
  return { system: system as System, facts, plan };
}
