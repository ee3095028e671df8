import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FirewallPlan } from '../../src/plan/firewall-plan.ts';
import { FIREWALL_CODE } from '../../src/render/firewall-code.ts';
import { firewallTable, GUARD_DELETION, guardRuleset, standaloneRuleset } from '../../src/render/nftables.ts';
import { HOME } from '../namespaces/home.ts';
import { noNamespaces } from '../namespaces/test-network.ts';

const reason = noNamespaces();
if (reason !== null) console.warn(`nftables.test.ts: what nft itself must say is not asked, ${reason}`);
const empty = `naar-empty-${process.pid}`;

beforeAll(() => {
  if (reason === null) spawnSync('ip', ['netns', 'add', empty]);
});
afterAll(() => {
  if (reason === null) spawnSync('ip', ['netns', 'delete', empty]);
});

/** What nft says in a namespace without interfaces; empty where it accepts. */
function nft(ruleset: string, args: readonly string[] = ['-c']): string {
  const { status, stderr } = spawnSync('ip', ['netns', 'exec', empty, 'nft', ...args, '-f', '-'], {
    input: ruleset,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `exit ${status}: ${stderr.slice(0, 500)}`;
}

const BARE: FirewallPlan = {
  wan: 'enp1s0',
  wanKind: 'static',
  wanIpv6: false,
  zones: [],
  devices: [],
  openings: [],
  forwards: [],
  masqueradeTo: [],
  dhcpv6Priority: null,
};

function mac(index: number): string {
  return `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
}

function crowd(devices: number, networks: number): FirewallPlan {
  const zones = Array.from({ length: networks }, (_, index) => ({
    network: `net${index}`,
    zone: (['trusted', 'isolated', 'guest'] as const)[index % 3]!,
    address4: `10.${index}.0.1`,
    address6: `fd00:0:0:${index.toString(16)}::1`,
    dnsRedirect: index % 2 === 0,
  }));
  return {
    ...HOME,
    zones,
    devices: Array.from({ length: devices }, (_, index) => ({
      name: `device-${index}`,
      network: 'net1',
      mac: mac(index),
      address: null,
      internet: index % 5 === 0 ? ('all' as const) : [{ protocol: 'tcp' as const, first: 80 + (index % 7), last: 443 }],
      router: index % 2 === 0 ? [{ protocol: 'udp' as const, first: 5353, last: 5353 }] : [],
    })),
    openings: Array.from({ length: Math.min(devices, 500) }, (_, index) => ({
      from: { kind: 'device' as const, network: 'net1', name: `device-${index}`, mac: mac(index), address: null },
      to: { kind: 'device' as const, network: 'net0', name: `server-${index}`, mac: mac(5000 + index), address: null },
      ports: [{ protocol: 'tcp' as const, first: 1000, last: 2000 }],
    })),
    forwards: [],
    masqueradeTo: [],
  };
}

const PLANS: readonly (readonly [string, FirewallPlan])[] = [
  ['nothing but a WAN', BARE],
  ['the home of the checks', HOME],
  ['PPPoE without IPv6', { ...HOME, wanKind: 'pppoe', wanIpv6: false, dhcpv6Priority: null }],
  ['4000 devices', crowd(4000, 3)],
  ['100 networks', crowd(10, 100)],
];

describe('the ruleset', () => {
  describe.skipIf(reason !== null)('A1: nft takes it where no interface exists', () => {
    it.each(PLANS)('%s', (_, plan) => {
      expect(nft(standaloneRuleset(plan))).toBe('');
    });

    it('loads twice and takes the guard away', () => {
      expect(nft(guardRuleset(HOME), [])).toBe('');
      expect(nft(standaloneRuleset(HOME), [])).toBe('');
      expect(nft(standaloneRuleset(HOME), [])).toBe('');
      const tables = spawnSync('ip', ['netns', 'exec', empty, 'nft', 'list', 'tables'], { encoding: 'utf8' }).stdout;
      expect(tables).toBe('table inet fw\n');
    });

    it('overlapping port lists and port forwards do not keep it from loading', () => {
      const ports = [80, 85, 90].map((first) => ({ protocol: 'tcp' as const, first, last: first + 10 }));
      const plan: FirewallPlan = {
        ...HOME,
        devices: [{ name: 'odd', network: 'iot', mac: mac(1), address: null, internet: ports, router: ports }],
        openings: HOME.openings.flatMap((opening) => [opening, { ...opening, ports }, { ...opening, ports }]),
        forwards: [
          ...HOME.forwards,
          ...HOME.forwards,
          { protocol: 'tcp', first: 7990, last: 8100, to: '192.168.20.12', toPort: null },
        ],
      };
      expect(nft(standaloneRuleset(plan))).toBe('');
    });
  });

  it('A2: the code is the same on every router, only the data differ', () => {
    const code = PLANS.map(([, plan]) => firewallTable(plan).slice(firewallTable(plan).indexOf('# Log lines')));
    expect(new Set(code)).toEqual(new Set([FIREWALL_CODE]));
  });

  it('A3: names instead of interface numbers, no flush, no flowtable', () => {
    for (const [, plan] of PLANS) {
      const text = `${standaloneRuleset(plan)}${guardRuleset(plan)}`.replace(/#.*/g, '');
      expect(text).not.toMatch(/\b(iif|oif) (?!oif|missing)/);
      expect(text).not.toMatch(/flush|flowtable|flow add/);
    }
  });

  it('A4: each pair of networks that may talk is in the map, and no other', () => {
    const pairs = [...firewallTable(HOME).matchAll(/"([\w-]+)" \. "([\w-]+)" : (.+?),?$/gm)].map(
      ([, from, to, verdict]) => `${from} ${to} ${verdict}`,
    );
    const trusted = ['lan', 'office'].flatMap((from) =>
      ['ppp0', 'lan', 'office', 'guest', 'iot', 'iot2'].filter((to) => to !== from).map((to) => `${from} ${to} accept`),
    );
    expect(pairs.toSorted()).toEqual(
      [
        ...trusted,
        'guest ppp0 jump guest_to_wan',
        'iot ppp0 jump isolated_to_wan',
        'iot2 ppp0 jump isolated_to_wan',
        'iot lan jump openings',
        'iot2 office jump openings',
        'iot2 iot jump openings',
        'guest iot jump openings',
        'iot2 guest jump openings',
      ].toSorted(),
    );
  });

  it('says before the first set that an empty one means nobody', () => {
    expect(firewallTable(HOME)).toMatch(/^# .*An empty set means nobody\.\n\n# Where the Internet is\.\nset wan/);
  });

  it('A5: to the router and through it, what is not allowed is dropped', () => {
    expect(FIREWALL_CODE).toContain('type filter hook input priority filter; policy drop;');
    expect(FIREWALL_CODE).toContain('type filter hook forward priority filter; policy drop;');
    expect(guardRuleset(HOME)).toMatch(/hook forward priority filter - 5; policy drop;/);
    expect(standaloneRuleset(HOME).indexOf(GUARD_DELETION)).toBeLessThan(
      standaloneRuleset(HOME).indexOf('table inet fw {'),
    );
  });

  it('A7: a name that would break out of the ruleset is refused, or means nothing', () => {
    const hostile = [
      'x" accept',
      'a\nflush ruleset',
      '${pkgs.hello}',
      "''",
      '#',
      'fwd',
      'log',
      'sixteen-letters-',
      'ü',
    ];
    for (const name of hostile) {
      const plan: FirewallPlan = { ...HOME, devices: HOME.devices.map((device) => ({ ...device, name })) };
      const text = firewallTable(plan);
      expect(text).not.toMatch(/\$\{|''/);
      expect(text.replace(/ # .*$/gm, '')).toBe(firewallTable(HOME).replace(/ # .*$/gm, ''));
      if (reason === null) expect(nft(standaloneRuleset(plan))).toBe('');
    }
    for (const network of ['x" accept', 'a\nb'])
      expect(() => firewallTable({ ...HOME, wan: network })).toThrow(RangeError);
  });

  it('A7: no device name changes what nft reads', () => {
    const plain = firewallTable(HOME).replace(/ # .*$/gm, '');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const plan = { ...HOME, devices: HOME.devices.map((device) => ({ ...device, name })) };
        expect(firewallTable(plan).replace(/ # .*$/gm, '')).toBe(plain);
      }),
    );
  });

  it('A8: the same plan gives the same bytes', () => {
    expect(standaloneRuleset(structuredClone(HOME))).toBe(standaloneRuleset(HOME));
  });

  it('grows with the devices by a line or two each, however many there are', () => {
    const size = (devices: number) => firewallTable(crowd(devices, 3)).length;
    expect((size(4000) - size(2000)) / (size(2000) - size(1000))).toBeLessThan(2.2);
  });
});
