import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAnswers, namesJacksOf } from '../../src/interview/check.ts';
import type { Problem } from '../../src/interview/problem.ts';
import { badAnswers, soundAnswers } from './bad-answers.ts';
import { apu } from './facts.ts';

/** As the table writes a problem. */
function line({ severity, line: row, column, key, message, allowed }: Problem): string {
  return `${severity === 'warning' ? 'warning ' : ''}${row}:${column} ${key}: ${message}${allowed === null ? '' : ` [${allowed}]`}`;
}

function changed(pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the sound answers have no "${from}"`);
    return text.replace(from, () => to);
  }, soundAnswers);
}

describe('bad answers', () => {
  it.each(badAnswers)('$name', ({ change, facts, where, problems }) => {
    const text = typeof change === 'string' ? change : changed(change);
    const found = checkAnswers(text, facts ?? null, { where: where ?? 'check' });
    // A serial console shows ASCII; what else there is comes from the file itself.
    const own = JSON.stringify(found.problems.map(({ message, allowed }) => [message, allowed]));
    expect([...own].filter((char) => char > '~' && !text.includes(char))).toEqual([]);
    expect(found.problems.map(line)).toEqual(problems);
    expect(found.answers).toBeNull();
  });

  it('has at least 80 of them', () => expect(badAnswers.length).toBeGreaterThanOrEqual(80));

  it('never repeats a secret that stands in the wrong place', () => {
    for (const place of [
      'password: PLANTED',
      'password: { PLANTED }',
      'password: { file: a, PLANTED: b }',
      'password: { hash: PLANTED }',
      'password: [PLANTED]',
      'password: { env: "PLANTED!" }',
      'password: { path: PLANTED }',
      'password: { file: { PLANTED: x } }',
      'password: { prompt: PLANTED }',
      'password: { prompt: true, PLANTED: x }',
      'password: &PLANTED',
      'password: *PLANTED',
      'password: !PLANTED x',
      'password: PLANTED: x',
      'password: "PLANTED',
      'password: { file: 4711PLANTED, path: PLANTED }',
    ]) {
      for (const where of [/ {4}password: { file: .\/admin.*/, / {4}password: { file: .\/pppoe.*/]) {
        const { problems } = checkAnswers(soundAnswers.replace(where, `    ${place}`), null, { where: 'check' });
        expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
        expect(JSON.stringify(problems), place).not.toContain('PLANTED');
      }
    }
  });
});

describe('sound answers', () => {
  it('have no problem at all', () => {
    expect(checkAnswers(soundAnswers, apu(), { where: 'install' }).problems).toEqual([]);
  });

  it('know whether they are about a machine', () => {
    expect(namesJacksOf(soundAnswers, apu().jacks)).toBe(true);
    expect(namesJacksOf(soundAnswers.replaceAll('00:0d:b9', '02:0d:b9'), apu().jacks)).toBe(false);
    expect(namesJacksOf(`# ${apu().jacks[0]?.mac} enp1s0\nports: {}\n`, apu().jacks)).toBe(false);
    expect(namesJacksOf('ports: { a: { name: enp2s0 } }', apu().jacks)).toBe(true);
    expect(namesJacksOf('enp1s0: [', apu().jacks)).toBe(false);
  });
});

const examples = join(import.meta.dirname, '../../assets/examples');
const example = (name: string) => readFileSync(join(examples, `${name}.yaml`), 'utf8');

describe('examples', () => {
  it.each(['edpnet', 'flat-dhcp', 'minimal'])('%s is accepted with and without a machine', (name) => {
    for (const facts of [apu(), null]) {
      const { problems, answers } = checkAnswers(example(name), facts, { where: 'check' });
      expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
      expect(answers).not.toBeNull();
    }
  });

  it('edpnet: PPPoE on a VLAN, with the values as they were written', () => {
    const { answers } = checkAnswers(example('edpnet'), apu(), { where: 'render' });
    expect(answers?.system).toMatchObject({
      hostName: 'router',
      domain: 'home.arpa',
      timeZone: 'Europe/Brussels',
      release: '26.05',
      stateVersion: '26.05',
      keyMap: 'us',
      boot: 'bios',
    });
    expect(answers?.system.admin).toMatchObject({ user: 'admin', password: { kind: 'none' } });
    expect(answers?.disk).toEqual({
      device: '/dev/disk/by-id/ata-SATA_SSD_20012345678',
      erase: true,
      filesystem: 'ext4',
      swapBytes: null,
    });
    expect([...(answers?.ports ?? [])]).toEqual([
      ['uplink', { mac: '00:0d:b9:00:00:01', name: 'enp1s0' }],
      ['switch', { mac: '00:0d:b9:00:00:02', name: 'enp2s0' }],
    ]);
    expect(answers?.wan).toEqual({
      type: 'pppoe',
      port: 'uplink',
      isp: 'be-edpnet',
      vlan: 10,
      priority: { data: 0, control: 0 },
      mac: null,
      ipv6: { prefixLength: 56 },
      pppoe: {
        username: 'someone@EDPNET',
        password: { kind: 'secret', source: { file: './pppoe-password' } },
        service: null,
        hostUniq: null,
        auth: 'any',
        mtu: 'auto',
      },
    });
    expect(answers?.networks.get('iot')).toEqual({
      zone: 'isolated',
      vlan: 90,
      address: '192.168.90.1/24',
      ports: new Map([['switch', 'tagged']]),
      dhcp: { from: '192.168.90.100', to: '192.168.90.199', lease: '12h' },
      dnsRedirect: true,
    });
    expect(answers?.networks.get('lan')?.dnsRedirect).toBe(false);
    expect(answers?.devices.get('chromecast')).toMatchObject({
      network: 'iot',
      mac: '54:60:09:aa:bb:01',
      address: '192.168.90.10',
      profile: { id: 'google-cast' },
    });
  });

  it('flat-dhcp: plain DHCP, forwards by the name of a device, DNS over TLS, a shaper', () => {
    const { answers } = checkAnswers(example('flat-dhcp'), apu(), { where: 'render' });
    expect(answers?.wan).toMatchObject({
      type: 'dhcp',
      vlan: null,
      ipv6: { prefixLength: 59 },
      dhcp: { clientId: null, options: [] },
    });
    expect(answers?.forwards).toEqual([
      { protocol: 'tcp', ports: { first: 8443, last: 8443 }, to: '10.0.10.5', toPort: 443 },
    ]);
    expect(answers?.dns.upstream).toEqual([
      { address: '9.9.9.9', tls: 'dns.quad9.net' },
      { address: '2620:fe::fe', tls: 'dns.quad9.net' },
    ]);
    expect(answers?.tuning).toEqual({
      interrupts: 'auto',
      rps: 'auto',
      flowOffload: 'off',
      shaper: { down: 250e6, up: 40e6 },
    });
  });

  it('on the router itself: the disk that it was started from is its own, and no reason to refuse its answers', () => {
    const disks = apu().disks.map((disk) => ({ ...disk, bootMedium: disk.path === '/dev/sda' }));
    const own = example('edpnet');
    const told = (role: 'router' | 'installer', where: 'check' | 'render' | 'install') =>
      checkAnswers(own, apu({ disks, os: { ...apu().os, role } }), { where }).problems.filter(
        ({ key }) => key === 'disk.device',
      );
    expect(told('router', 'check')).toEqual([]);
    expect(told('router', 'render')).toEqual([]);
    expect(told('router', 'install')).toHaveLength(1);
    expect(told('installer', 'render')).toHaveLength(1);
  });

  it('minimal: everything else has a default', () => {
    const { answers } = checkAnswers(
      example('minimal'),
      apu({ memoryBytes: 2_000_000_000, firmware: 'uefi', os: { ...apu().os, release: '25.11' } }),
      { where: 'render' },
    );
    expect(answers?.system).toMatchObject({
      hostName: 'router',
      timeZone: 'UTC',
      release: '25.11',
      stateVersion: '25.11',
      boot: 'uefi',
    });
    expect(answers?.disk).toEqual({ device: null, erase: false, filesystem: 'ext4', swapBytes: 2 ** 31 });
    expect(answers?.networks.get('lan')?.dhcp).toEqual({ from: '192.168.1.128', to: '192.168.1.254', lease: '12h' });
    expect(answers?.dns.upstream).toBe('recursive');
    expect(answers?.wan.ipv6).toEqual({ prefixLength: 56 });
  });
});
