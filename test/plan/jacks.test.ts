import { describe, expect, it } from 'vitest';
import type { JackPlan } from '../../src/plan/router-plan.ts';
import { apu, jack } from '../interview/facts.ts';
import { type Group, planned, tagged } from './planned.ts';

/** `enp1s0 wan`, `enp2s0 networks lan+office.20`: name, job, bridge, VLAN devices. */
function line({ name, job, bridge, vlans }: JackPlan): string {
  const carried = [bridge, ...vlans.map(({ device, id }) => `${device}.${id}`)].filter((one) => one !== null);
  return [name, job, carried.join('+')].join(' ').trim();
}

const lines = (changes: Group, ...facts: Parameters<typeof planned> extends [unknown?, ...infer R] ? R : never) =>
  planned(changes, ...facts).jacks.map(line);

describe('planJacks', () => {
  it('lists every jack of the box in the order of the sockets, also those without a job', () => {
    expect(lines({})).toEqual(['enp1s0 wan', 'enp2s0 networks lan', 'enp3s0 none']);
    const ports = { house: { name: 'enp3s0' }, line: { name: 'enp2s0' } };
    expect(lines({ ports })).toEqual(['enp1s0 none', 'enp2s0 wan', 'enp3s0 networks lan']);
    const [unused] = planned({ ports }).jacks;
    expect(unused).toEqual({
      name: 'enp1s0',
      mac: '00:0d:b9:00:00:01',
      label: null,
      chip: 'i210',
      job: 'none',
      vlans: [],
      bridge: null,
      mtu: null,
    });
  });

  it('keeps a label that no network uses, with its jack down', () => {
    expect(planned().jacks[2]).toMatchObject({ name: 'enp3s0', label: 'attic', job: 'none' });
  });

  it('carries VLANs tagged, one network untagged, and a VLAN as a bridge member where a network has two jacks', () => {
    const networks = {
      lan: { zone: 'trusted', vlan: 5, address: '10.0.5.1/24', ports: { house: 'untagged', attic: 'tagged' } },
      iot: tagged('isolated', 90),
      guest: { zone: 'guest', vlan: 30, address: '10.0.30.1/24', ports: { attic: 'tagged', house: 'tagged' } },
    };
    expect(lines({ networks })).toEqual([
      'enp1s0 wan',
      'enp2s0 networks lan+iot.90+enp2s0.30.30',
      'enp3s0 networks enp3s0.5.5+enp3s0.30.30',
    ]);
    expect(planned({ networks }).networks.map(({ name, link }) => [name, link])).toEqual([
      ['lan', { kind: 'bridge', members: ['enp2s0', 'enp3s0.5'] }],
      ['guest', { kind: 'bridge', members: ['enp3s0.30', 'enp2s0.30'] }],
      ['iot', { kind: 'vlan', jack: 'enp2s0', id: 90 }],
    ]);
  });

  it('carries the VLAN of the line on its jack', () => {
    expect(lines({ wan: { port: 'line', type: 'dhcp', vlan: 7 } })[0]).toBe('enp1s0 wan wan.7');
    expect(lines({ wan: { port: 'line', type: 'dhcp', vlan: 0 } })[0]).toBe('enp1s0 wan wan.0');
  });

  it('bridges a network that is untagged on a single jack', () => {
    expect(planned().networks[0]!.link).toEqual({ kind: 'bridge', members: ['enp2s0'] });
  });

  it('makes up names where the machine is not known, by the place in the answers', () => {
    const mac = (last: number) => ({ mac: `00:0D:B9:00:00:0${last}` });
    const ports = { line: mac(2), house: mac(1) };
    expect(planned({ ports }, null).jacks.map(({ name, mac, label, chip }) => [name, mac, label, chip])).toEqual([
      ['jack1', '00:0d:b9:00:00:02', 'line', null],
      ['jack2', '00:0d:b9:00:00:01', 'house', null],
    ]);
  });

  it('makes up no name that a network bears', () => {
    const mac = (last: number) => ({ mac: `00:0D:B9:00:00:0${last}` });
    const ports = { line: mac(1), house: mac(2), attic: mac(3) };
    const networks = Object.fromEntries(
      ['jack2', 'jack1'].map((name, index) => [
        name,
        { zone: 'trusted', address: `10.0.${index}.1/24`, ports: { [index === 0 ? 'house' : 'attic']: 'untagged' } },
      ]),
    );
    expect(planned({ ports, networks }, null).jacks.map(({ name, label }) => [name, label])).toEqual([
      ['jack3', 'line'],
      ['jack4', 'house'],
      ['jack5', 'attic'],
    ]);
  });

  it('finds a jack by its permanent MAC when the kernel has named it anew', () => {
    const moved = apu({ jacks: [jack('enp1s0', '00:0d:b9:00:00:02'), jack('enp4s0', '00:0d:b9:00:00:01')] });
    const ports = { line: { mac: '00:0d:b9:00:00:01' }, house: { mac: '00:0d:b9:00:00:02' } };
    expect(lines({ ports }, moved)).toEqual(['enp1s0 networks lan', 'enp4s0 wan']);
  });
});

describe('the MTU below PPPoE (RFC 4638)', () => {
  const pppoe = (more: Group = {}, wan: Group = {}) => ({
    wan: { port: 'line', type: 'pppoe', pppoe: { username: 'me', password: { env: 'P' }, ...more }, ...wan },
  });
  const mtus = (changes: Group) => {
    const { jacks, wan } = planned(changes);
    const session = wan.line.kind === 'pppoe' ? wan.line.mtu : null;
    return [jacks.find(({ job }) => job === 'wan')!.mtu, wan.parentMtu, session];
  };

  it('is 1508 for a session of 1500, and nothing special where 1500 is enough below', () => {
    expect(mtus(pppoe())).toEqual([1508, 1508, 1500]);
    expect(mtus(pppoe({ mtu: 'auto' }, { vlan: 10 }))).toEqual([1508, 1508, 1500]);
    expect(mtus(pppoe({ mtu: 1493 }))).toEqual([1501, 1501, 1493]);
    expect(mtus(pppoe({ mtu: 1492 }))).toEqual([null, null, 1492]);
    expect(mtus(pppoe({ mtu: 1280 }))).toEqual([null, null, 1280]);
    expect(mtus({})).toEqual([null, null, null]);
  });
});
