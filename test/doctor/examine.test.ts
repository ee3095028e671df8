import { describe, expect, it } from 'vitest';
import { checks, examine } from '../../src/doctor/examine.ts';
import { seal } from '../../src/render/seal.ts';
import { doctorReport } from '../../src/ui/headless/doctor-report.ts';
import { patient, type Signs } from './patient.ts';

async function found(signs: Signs = {}, down: readonly string[] = []) {
  return Object.fromEntries((await examine(patient(signs, down))).map(({ id, diagnosis }) => [id, diagnosis]));
}

describe('a healthy router', () => {
  it('is well in every respect', async () => {
    const findings = await examine(patient());
    expect(findings.filter(({ diagnosis }) => diagnosis.verdict !== 'well')).toEqual([]);
    expect(findings).toHaveLength(checks.length);
  });
});

/** What goes wrong, which look tells it, how bad it is, in which words, and what to do. */
const ailments: readonly (readonly [
  string,
  string,
  'ill' | 'note' | 'unknown',
  RegExp,
  RegExp,
  Signs,
  (readonly string[])?,
])[] = [
  ['no cable in the WAN jack', 'jacks', 'ill', /no cable in enp1s0/, /Plug in/, {}, ['enp1s0']],
  ['no cable inside', 'jacks', 'note', /no cable in enp2s0/, /Fine/, {}, ['enp2s0']],
  ['no session', 'line', 'ill', /nobody answers/, /VLAN/, { commands: { 'ip -j addr show dev ppp0': null } }],
  [
    'a refused login',
    'line',
    'ill',
    /refuses the login/,
    /naar reconfigure/,
    { commands: { 'ip -j addr show dev ppp0': null, 'journalctl -b -u pppd-wan': 'PAP authentication failed\n' } },
  ],
  [
    'the range of the provider is ours',
    'line',
    'ill',
    /192\.168\.20\.77\/24, which is also the range of lan/,
    /Networks/,
    {
      commands: {
        'ip -j addr show dev ppp0': '[{"addr_info":[{"family":"inet","local":"192.168.20.77","prefixlen":24}]}]',
      },
    },
  ],
  [
    'only the unreachable default route is there',
    'line',
    'ill',
    /no route/,
    /networkctl reconfigure ppp0/,
    { commands: { 'ip -j -4 route': '[{"type":"unreachable","dst":"default","dev":"lo"}]' } },
  ],
  ['the other end is silent', 'line', 'note', /does not answer a ping/, /Names/, { commands: { 'ping -c 1': null } }],
  [
    'no prefix',
    'ipv6',
    'note',
    /lent no prefix/,
    /provider/,
    {
      commands: {
        'ip -j addr show dev lan': '[{"addr_info":[{"family":"inet6","local":"LAN6","scope":"global"}]}]',
        'ip -j addr show dev iot': '[{"addr_info":[{"family":"inet6","local":"IOT6","scope":"global"}]}]',
      },
    },
  ],
  [
    'a network without its own address',
    'ipv6',
    'ill',
    /lan lacks its own address fd/,
    /networkctl/,
    { commands: { 'ip -j addr show dev lan': '[]' } },
  ],
  ['no IPv6 route', 'ipv6', 'ill', /no route/, /networkctl/, { commands: { 'ip -j -6 route': '[]' } }],
  [
    'no ruleset, and forwarding',
    'firewall',
    'ill',
    /forwarded without it/,
    /nftables/,
    { commands: { 'nft list tables': 'table inet guard\n' } },
  ],
  [
    'no ruleset, no forwarding',
    'firewall',
    'ill',
    /nothing is forwarded/,
    /nftables/,
    { commands: { 'nft list tables': '' }, files: { '/proc/sys/net/ipv4/ip_forward': '0\n' } },
  ],
  [
    'the guard is left',
    'firewall',
    'ill',
    /guard/,
    /nftables/,
    { commands: { 'nft list tables': 'table inet guard\ntable inet fw\n' } },
  ],
  ['not root', 'firewall', 'unknown', /nft/, /sudo naar doctor/, { commands: { 'nft list tables': null } }],
  [
    'a service is down',
    'services',
    'ill',
    /not running: unbound\.service/,
    /systemctl status unbound/,
    { commands: { 'systemctl show --property=Id,ActiveState': 'Id=unbound.service\nActiveState=failed\n' } },
  ],
  [
    'a unit failed',
    'services',
    'ill',
    /nix-gc\.service/,
    /systemctl/,
    { commands: { 'systemctl --failed': 'nix-gc.service loaded failed failed\n' } },
  ],
  [
    'no names of the Internet',
    'names',
    'ill',
    /names of the Internet are not/,
    /unbound/,
    { commands: { 'getent ahostsv4 nixos.org': null } },
  ],
  [
    'no names at home',
    'names',
    'ill',
    /router\.home\.arpa is not found/,
    /dnsmasq/,
    { commands: { 'getent -s hosts:dns ahostsv4 router.home.arpa': null } },
  ],
  [
    'a pool is used up',
    'dhcp',
    'ill',
    /pool of lan is used up/,
    /Widen/,
    {
      files: {
        '/var/lib/dnsmasq/dnsmasq.leases': Array.from(
          { length: 100 },
          (_, n) => `1 02:00 192.168.20.${100 + n} x *`,
        ).join('\n'),
      },
    },
  ],
  [
    'a clock that is off',
    'clock',
    'ill',
    /off by 90/,
    /makestep/,
    { commands: { 'chronyc -c tracking': 'C0000201,x,3,1,-90.4,0,0,0,0,0,0,0,0,Normal' } },
  ],
  [
    'a clock alone',
    'clock',
    'note',
    /compared with no clock/,
    /chronyc sources/,
    { commands: { 'chronyc -c tracking': '7F7F0101,,10,1795.4,0,0,0,0,0,0,0,0,0.0,Normal' } },
  ],
  [
    'a clock that is not told anything',
    'clock',
    'note',
    /compared with no clock/,
    /chronyc sources/,
    { commands: { 'chronyc -c tracking': '00000000,,0,0,0,0,0,0,0,0,0,0,0,Not synchronised' } },
  ],
  [
    'a full disk',
    'room',
    'ill',
    /only 0\.1 GB/,
    /collect-garbage/,
    { commands: { 'df -P -k /': 'x\n/dev/sda2 15000000 14900000 100000 99% /\n' } },
  ],
  [
    'too many connections',
    'room',
    'ill',
    /more than half/,
    /conntrack/,
    { files: { '/proc/sys/net/netfilter/nf_conntrack_count': '40000\n' } },
  ],
  [
    'an open secret',
    'files',
    'ill',
    /pppoe\.options can be read/,
    /chmod 600/,
    { commands: { 'stat -c': '644 0 /etc/naar/secrets/pppoe.options\n' } },
  ],
  [
    'a change that waits',
    'files',
    'ill',
    /on trial/,
    /naar confirm/,
    { files: { '/var/lib/naar/pending/system': '/nix/store/one\n' } },
  ],
  [
    'a system that nobody would start',
    'files',
    'ill',
    /another system/,
    /a restart brings/,
    { files: { 'link /run/current-system': '/nix/store/two' } },
  ],
  [
    'a hand in the file',
    'files',
    'note',
    /by hand/,
    /reconfigure/,
    { files: { '/etc/nixos/configuration.nix': seal('{ }\n').replace('{ }', '{ x = 1; }') } },
  ],
];

describe('an ill router', () => {
  it.each(ailments.map((row) => [row[0], row] as const))(
    '%s',
    async (_, [, id, verdict, words, next, signs, down = []]) => {
      const { [id]: diagnosis } = await found(signs, down);
      expect(diagnosis).toMatchObject({
        verdict,
        words: expect.stringMatching(words),
        next: expect.stringMatching(next),
      });
    },
  );

  it('is told what is wrong by every look but the ones that have no say', () => {
    const told = new Set(ailments.map(([, id]) => id));
    expect(checks.map(({ id }) => id).filter((id) => !told.has(id))).toEqual(['interrupts', 'release']);
  });

  it('hears when its release ends', async () => {
    const { system, facts, plan } = patient();
    const at = async (day: string) =>
      (await examine({ system: { ...system, now: () => new Date(day) }, facts, plan })).find(
        ({ id }) => id === 'release',
      )?.diagnosis;
    expect(await at('2026-11-16')).toMatchObject({ verdict: 'well' });
    expect(await at('2026-11-20')).toMatchObject({ verdict: 'note', words: expect.stringMatching(/42 more days/) });
    expect(await at('2027-01-02')).toMatchObject({ verdict: 'ill' });
  });

  it('hears of an interrupt that is astray', async () => {
    const { system, facts, plan } = patient();
    const vector = {
      irq: 40,
      action: 'enp1s0-TxRx-0',
      serves: 'rx+tx',
      queue: 0,
      affinity: '3',
      effective: '3',
    } as const;
    const box = {
      ...facts,
      jacks: facts.jacks.map((one) => (one.name === 'enp1s0' ? { ...one, vectors: [vector] } : one)),
    };
    const table = [{ jack: 'enp1s0', irq: 41, action: 'enp1s0-TxRx-0', cpu: 0, rps: 'e' }];
    const look = async (cpu: number) =>
      (
        await examine({
          system,
          facts: box,
          plan: { ...plan, tuning: { ...plan.tuning, table: [{ ...table[0]!, cpu }] } },
        })
      ).find(({ id }) => id === 'interrupts')?.diagnosis;
    expect(await look(0)).toMatchObject({ verdict: 'ill', words: expect.stringMatching(/should be on CPU 0/) });
    expect(await look(3)).toMatchObject({ verdict: 'well' });
  });

  it("says where the ISP's name servers are asked for and none are known", async () => {
    const look = async (forwards: string | null) => {
      const { system, facts, plan } = patient({ commands: { 'unbound-control': forwards } });
      const findings = await examine({ system, facts, plan: { ...plan, dns: { ...plan.dns, upstream: 'isp' } } });
      return findings.find(({ id }) => id === 'names')?.diagnosis;
    };
    const local = 'home.arpa. IN forward 127.0.0.1@53053\n';
    expect(await look(local)).toMatchObject({ verdict: 'note', next: expect.stringMatching(/isp-dns/) });
    expect(await look(`${local}. IN forward 203.0.113.1\n`)).toMatchObject({ verdict: 'well' });
    // without the right to ask unbound
    expect(await look(null)).toMatchObject({ verdict: 'well' });
  });

  it('does not wait for a look that never ends', async () => {
    const { system, facts, plan } = patient();
    const stuck = { ...system, run: () => new Promise<never>(() => {}), wait: async () => {} };
    const findings = await examine({ system: stuck, facts, plan });
    expect(findings.find(({ id }) => id === 'names')?.diagnosis).toMatchObject({
      verdict: 'unknown',
      next: 'Try again.',
    });
  });
});

describe('the report', () => {
  it('has a line for each look, the next step below, and no line too long', async () => {
    const report = doctorReport(await examine(patient({ commands: { 'nft list tables': '' } }, ['enp1s0'])));
    await expect(report).toMatchFileSnapshot('doctor-report.txt');
    expect(report.split('\n').every((line) => line.length <= 79)).toBe(true);
  });
});
