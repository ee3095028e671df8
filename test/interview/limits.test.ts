import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkAnswers } from '../../src/interview/check.ts';
import type { Where } from '../../src/interview/inquiry.ts';
import { soundAnswers } from './bad-answers.ts';
import { apu, jack } from './facts.ts';

type Tree = { [key: string]: unknown };

const lines: Readonly<Record<string, Tree>> = {
  pppoe: {},
  dhcp: { port: 'uplink', type: 'dhcp', dhcp: { vendorClass: 'box' } },
  own: { port: 'uplink', type: 'dhcp', dhcp: { clientId: 'user|pw' } },
  static: { port: 'uplink', type: 'static', static: { address: '203.0.113.10/29', gateway: '203.0.113.9' } },
};

/** The sound answers with this kind of line and one value changed; keys are joined by blanks. */
function changed(line: keyof typeof lines, path: string, value: unknown): string {
  const tree = parse(soundAnswers) as Tree;
  if (line !== 'pppoe') tree.wan = structuredClone(lines[line]);
  const keys = path.split(' ');
  const holder = keys.slice(0, -1).reduce((at, key) => at[key] as Tree, tree);
  holder[keys.at(-1) ?? ''] = value;
  return JSON.stringify(tree);
}

/** Keys that errors are about, each once. */
function refused(text: string, where: Where = 'check', facts: Parameters<typeof checkAnswers>[1] = null): string[] {
  const { problems } = checkAnswers(text, facts, { where });
  return [...new Set(problems.filter(({ severity }) => severity === 'error').map(({ key }) => key))];
}

const long = (length: number) => 'x'.repeat(length);
/** A name with labels of up to 49 characters. */
const name = (length: number) => `${`${long(49)}.`.repeat(9)}${long(49)}`.slice(-length).replace(/^\./, 'y');
const forwarded = (port: unknown, protocol = 'tcp') => [
  { protocol: 'both', port: '2000-3000', to: 'nas' },
  { protocol, port, to: 'nas' },
];
const small = (dhcp: unknown) => ({
  zone: 'guest',
  vlan: 7,
  address: '10.0.0.1/30',
  ports: { switch: 'tagged' },
  dhcp,
});

/** `line path`: what is just accepted, and what is just refused. */
const limits: readonly (readonly [string, string, readonly unknown[], readonly unknown[]])[] = [
  ['pppoe', 'system hostName', [long(63), 'a', '7'], [long(64), '']],
  ['pppoe', 'system domain', [name(189), long(63)], [name(190), long(64), '-a.b', 'a-.b', 'a.7', 'local', 'a.LOCAL']],
  ['pppoe', 'system ula', ['fd00::/48', 'fdff:ffff:ffff::/48'], ['fc00::/48', 'fe00::/48', 'fd00:0:0:1::/48']],
  ['pppoe', 'system stateVersion', ['26.05', '19.05'], ['26.11', '26.06']],
  ['pppoe', 'system admin user', ['anna', '_a', long(32)], [long(33), 'sshd', 'systemd-x', 'nixbld', 'wheel']],
  ['pppoe', 'wan vlan', [0, 4094, null], [-1, 4095]],
  ['pppoe', 'wan priority', [0, 7, { data: 7 }, { control: 0 }], [-1, 8, { data: 8 }]],
  ['pppoe', 'wan pppoe mtu', [1280, 1500, 'auto'], [1279, 1501]],
  ['pppoe', 'wan pppoe username', [long(255), 'é'.repeat(127)], [long(256), 'é'.repeat(128), '']],
  ['pppoe', 'wan pppoe service', [long(255)], [long(256), '']],
  ['pppoe', 'wan pppoe hostUniq', [long(255)], [long(256), '']],
  ['pppoe', 'wan ipv6', [{ prefixLength: 48 }, { prefixLength: 64 }, 'off', false], [{ prefixLength: 47 }, 'on']],
  ['pppoe', 'wan mac', ['02:00:00:00:00:01'], ['01:00:00:00:00:01', '00:00:00:00:00:00']],
  ['dhcp', 'wan dhcp hostname', [long(63), name(253)], [long(64), name(254), `a.${long(64)}`, '-a', 'a-', 'a.-b']],
  ['dhcp', 'wan dhcp vendorClass', ['x', long(255)], ['', long(256)]],
  ['dhcp', 'wan dhcp userClass', ['x', long(255)], ['', long(256)]],
  ['dhcp', 'wan dhcp options', [{ 1: 'x' }, { 254: long(255) }, { 49: 'x', 62: 'x' }], []],
  ['own', 'wan dhcp clientId', ['xx', long(48), { env: 'A' }], ['x', long(49)]],
  ['own', 'wan dhcp userClass', ['xx', long(255)], ['x', long(256), '']],
  ['static', 'wan static address', ['203.0.113.14/29'], ['203.0.113.8/29', '203.0.113.15/29', '203.0.113.10/32']],
  ['static', 'wan static gateway', ['203.0.113.14'], ['203.0.113.8', '203.0.113.15', '203.0.113.16', '203.0.113.7']],
  ['static', 'wan static dns', [['9.9.9.9', '2620:fe::fe'], []], []],
  [
    'pppoe',
    'networks lan dhcp lease',
    ['2m', '365d', '8760h', '525600m', 'infinite'],
    ['1m', '366d', '8761h', '525601m'],
  ],
  ['pppoe', 'networks lan dhcp from', ['192.168.20.1', '192.168.20.199'], ['192.168.20.0', '192.168.19.255']],
  ['pppoe', 'networks lan dhcp to', ['192.168.20.254', '192.168.20.100'], ['192.168.20.255', '192.168.21.0']],
  ['pppoe', 'networks iot vlan', [1, 4094], [0, 4095, 20]],
  ['pppoe', 'networks small', [small('off'), small(false), small({ from: '10.0.0.2', to: '10.0.0.2' })], []],
  [
    'pppoe',
    'devices tv address',
    ['192.168.90.2', '192.168.90.254'],
    ['192.168.90.255', '192.168.90.0', '192.168.90.1'],
  ],
  ['pppoe', 'forwards', [forwarded(1999), forwarded('1000-1999'), forwarded('3001-4000'), forwarded(65535)], []],
  ['pppoe', 'forwards', [forwarded(21), forwarded(22, 'udp'), forwarded(67), forwarded(123), forwarded(5353)], []],
  ['pppoe', 'tuning shaper down', ['64k', '100G', '0.064M'], ['63.999k', '100.001G', '0.063M']],
  ['pppoe', 'dns upstream', ['isp', 'recursive', [{ address: '9.9.9.9' }, { address: '2620:fe::fe' }]], []],
];

describe('what is just accepted, and what is just refused', () => {
  it.each(limits)('%s: %s', (line, path, accepted, wrong) => {
    for (const value of accepted) expect(refused(changed(line, path, value)), JSON.stringify(value)).toEqual([]);
    for (const value of wrong) {
      const key = path.replaceAll(' ', '.');
      expect(
        refused(changed(line, path, value)).filter((one) => !one.startsWith(key)),
        JSON.stringify(value),
      ).toEqual([]);
      expect(refused(changed(line, path, value)), JSON.stringify(value)).not.toEqual([]);
    }
  });

  it('DHCP options by their codes', () => {
    for (const code of [12, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 77, 82, 255, 300, 999])
      expect(refused(changed('dhcp', 'wan dhcp options', { [code]: 'x' }))).toEqual([`wan.dhcp.options.${code}`]);
    expect(refused(changed('dhcp', 'wan dhcp options', { 90: '' }))).toEqual(['wan.dhcp.options.90']);
    expect(refused(changed('dhcp', 'wan dhcp options', { 90: long(256) }))).toEqual(['wan.dhcp.options.90']);
  });

  it('addresses of a fixed line', () => {
    const fixed = (address: string, gateway: string) => refused(changed('static', 'wan static', { address, gateway }));
    expect(fixed('8.0.0.2/8', '8.0.0.1')).toEqual([]);
    expect(fixed('203.0.113.10/31', '203.0.113.11')).toEqual([]);
    expect(fixed('203.0.113.11/31', '203.0.113.10')).toEqual([]);
    expect(fixed('203.0.113.11/31', '203.0.113.12')).toEqual(['wan.static.gateway']);
    expect(fixed('203.0.113.9/30', '203.0.113.8')).toEqual(['wan.static.gateway']);
    for (const address of ['8.0.0.2/7', '127.0.0.2/8', '0.1.0.2/8', '224.0.0.2/8', '203.0.113.8/30', '203.0.113.11/30'])
      expect(fixed(address, address.replace(/\d+\/.*/, '1')), address).toContain('wan.static.address');
  });

  it('ranges for networks at home', () => {
    const iot = (address: string, device: string) => {
      const tree = JSON.parse(changed('pppoe', 'networks iot address', address)) as { devices: { tv: Tree } };
      tree.devices.tv.address = device;
      return refused(JSON.stringify(tree));
    };
    for (const base of [
      '10.0.0',
      '10.255.255',
      '172.16.0',
      '172.31.255',
      '192.168.0',
      '192.168.255',
      '100.64.0',
      '100.127.255',
    ])
      expect(iot(`${base}.1/24`, `${base}.10`), base).toEqual([]);
    for (const base of [
      '9.255.255',
      '11.0.0',
      '172.15.255',
      '172.32.0',
      '192.167.255',
      '192.169.0',
      '100.63.255',
      '100.128.0',
    ])
      expect(iot(`${base}.1/24`, `${base}.10`), base).toEqual(['networks.iot.address']);
    expect(iot('10.0.0.1/8', '10.255.255.254')).toEqual([]);
    expect(iot('10.0.0.1/7', '10.255.255.254')).toEqual(['networks.iot.address']);
    expect(iot('192.168.21.1/24', '192.168.21.10')).toEqual([]);
    expect(iot('192.168.20.129/32', '192.168.20.129')).toContain('networks.iot.address');
  });

  it('ports that are forwarded already, or the router needs itself', () => {
    const at = (port: unknown, protocol?: string) => refused(changed('pppoe', 'forwards', forwarded(port, protocol)));
    for (const port of [
      2000,
      3000,
      '1000-2000',
      '3000-4000',
      '2500-2600',
      '1000-4000',
      0,
      65536,
      '5-4',
      '0-5',
      '5-65536',
    ])
      expect(at(port), String(port)).toEqual(['forwards[1].port']);
    for (const [port, protocol] of [
      [22, 'tcp'],
      [53, 'tcp'],
      [53, 'udp'],
      [67, 'udp'],
      [68, 'udp'],
      [123, 'udp'],
      [5353, 'udp'],
      [22, 'both'],
      [123, 'both'],
      ['20-22', 'tcp'],
      ['22-30', 'tcp'],
    ] as const)
      expect(at(port, protocol), `${protocol} ${port}`).toEqual(['forwards[1].port']);
    expect(at('23-52', 'both')).toEqual([]);
  });

  it('names of VLAN members', () => {
    const facts = apu({ jacks: [...apu().jacks, jack('enp0s20f0u4', '00:0d:b9:00:00:04')] });
    const member = (vlan: number) => {
      const tree = JSON.parse(changed('pppoe', 'ports dongle', { mac: '00:0d:b9:00:00:04' })) as {
        networks: { iot: Tree };
      };
      Object.assign(tree.networks.iot, { vlan, ports: { switch: 'tagged', dongle: 'tagged' } });
      return refused(JSON.stringify(tree), 'check', facts);
    };
    expect(member(999)).toEqual([]);
    expect(member(1000)).toEqual(['networks.iot.ports.dongle']);
  });

  it('swap beside the system', () => {
    const swap = (size: string) => refused(changed('pppoe', 'disk swap', size), 'install', apu());
    expect([swap('7G'), swap('none'), swap('7629M')]).toEqual([[], [], []]);
    expect([swap('8G'), swap('7630M')]).toEqual([['disk.swap'], ['disk.swap']]);
  });

  it('names of servers', () => {
    const server = (one: Tree) => refused(changed('pppoe', 'dns upstream', [one]));
    for (const address of ['9.9.9.9', '192.168.90.10', '2620:fe::fe', 'fd12::1'])
      expect(server({ address })).toEqual([]);
    for (const address of [
      '192.168.90.1',
      '0.0.0.0',
      '127.0.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'ff02::1',
      'fe80::1',
      '::ffff:9.9.9.9',
      '9.9.9.256',
    ])
      expect(server({ address }), address).toEqual(['dns.upstream[0].address']);
    for (const tls of ['a.b', `${long(63)}.b`, name(253)]) expect(server({ address: '9.9.9.9', tls })).toEqual([]);
    for (const tls of ['quad9', `${long(64)}.b`, name(254), '-a.b', 'a-.b', 'a.b-', '9.9.9.9'])
      expect(server({ address: '9.9.9.9', tls }), tls).toEqual(['dns.upstream[0].tls']);
  });
});
