import { describe, expect, it } from 'vitest';
import { planned, tagged, thing } from './planned.ts';

const wan = (prefixLength: number | 'off') => ({
  wan: { port: 'line', type: 'dhcp', ipv6: prefixLength === 'off' ? 'off' : { prefixLength } },
});
const system = {
  admin: { sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me'] },
  ula: 'fd12:3456:789a::/48',
};
const four = {
  iot: tagged('isolated', 90),
  guest: tagged('guest', 30),
  lan: tagged('trusted', 20),
  office: tagged('trusted', 21),
};

describe('planNetworks', () => {
  it('has the trusted networks first, then guests, then isolated ones', () => {
    expect(planned({ networks: four }).networks.map(({ name, zone }) => `${name} ${zone}`)).toEqual([
      'lan trusted',
      'office trusted',
      'guest guest',
      'iot isolated',
    ]);
  });

  it('works out the IPv4 subnet', () => {
    const lan = { zone: 'trusted', address: '172.20.5.7/22', ports: { house: 'untagged' } };
    expect(planned({ networks: { lan } }).networks[0]!.ipv4).toEqual({
      address: '172.20.5.7',
      prefixLength: 22,
      subnet: '172.20.4.0/22',
      netmask: '255.255.252.0',
    });
  });

  it('numbers the IPv6 subnets after IPv4, and the first trusted network 0, which every prefix has', () => {
    const ids = planned({ system, networks: four, ...wan(56) }).networks.map(({ name, ipv6 }) => [
      name,
      ipv6.subnetId,
      ipv6.address,
      ipv6.prefix,
    ]);
    expect(ids).toEqual([
      ['lan', 0, 'fd12:3456:789a::1', 'fd12:3456:789a::/64'],
      ['office', 21, 'fd12:3456:789a:15::1', 'fd12:3456:789a:15::/64'],
      ['guest', 30, 'fd12:3456:789a:1e::1', 'fd12:3456:789a:1e::/64'],
      ['iot', 90, 'fd12:3456:789a:5a::1', 'fd12:3456:789a:5a::/64'],
    ]);
  });

  it('serves trusted networks first where the prefix has too few, and leaves the others their own addresses', () => {
    const subnets = (length: number | 'off') =>
      planned({ system, networks: four, ...wan(length) }).networks.map(({ ipv6 }) => ipv6.subnetId);
    expect(subnets(62)).toEqual([0, 1, 2, 3]);
    expect(subnets(63)).toEqual([0, 1, null, null]);
    expect(subnets(64)).toEqual([0, null, null, null]);
    expect(subnets('off')).toEqual([null, null, null, null]);
    // a /59 has 32 of them: 21 and 30 fit, 90 takes the lowest that is free
    expect(subnets(59)).toEqual([0, 21, 30, 1]);
    // and its private subnet has the same number, so that one tells the other
    expect(planned({ system, networks: four, ...wan(59) }).networks[3]!.ipv6.prefix).toBe('fd12:3456:789a:1::/64');
    const own = planned({ system, networks: four, ...wan(64) }).networks.map(({ ipv6 }) => ipv6.prefix);
    expect(new Set(own).size).toBe(4);
    expect(own[3]).toBe('fd12:3456:789a:5a::/64');
  });

  it('gives no number twice where two networks have the same third number', () => {
    const networks = {
      lan: tagged('trusted', 20),
      a: { ...tagged('guest', 30), address: '10.1.7.1/24' },
      b: { ...tagged('isolated', 31), address: '10.2.7.1/24' },
    };
    expect(planned({ system, networks, ...wan(56) }).networks.map(({ ipv6 }) => ipv6.subnetId)).toEqual([0, 7, 1]);
    // also where the ISP has none: the private ones are apart
    const prefixes = planned({ system, networks, ...wan('off') }).networks.map(({ ipv6 }) => ipv6.prefix);
    expect(prefixes).toEqual(['fd12:3456:789a::/64', 'fd12:3456:789a:7::/64', 'fd12:3456:789a:1::/64']);
  });

  it('adding a network renumbers no other', () => {
    const before = planned({ networks: four, ...wan(56) }).networks;
    const after = planned({ networks: { cams: tagged('isolated', 91), ...four }, ...wan(56) }).networks;
    for (const { name, ipv6 } of before) expect(after.find((one) => one.name === name)!.ipv6).toEqual(ipv6);
  });

  it('keeps reservations, the router and the broadcast address out of a pool that nobody wrote down', () => {
    const devices = {
      nas: thing('lan', 1, undefined, { address: '192.168.20.254' }),
      printer: thing('lan', 2, undefined, { address: '192.168.20.130' }),
      elsewhere: thing('iot', 3, undefined, { address: '192.168.90.200' }),
    };
    const networks = { lan: tagged('trusted', 20), iot: tagged('isolated', 90, { dhcp: 'off' }) };
    expect(planned({ networks, devices }).networks.map(({ dhcp }) => dhcp)).toEqual([
      { from: '192.168.20.131', to: '192.168.20.253', lease: '12h' },
      null,
    ]);
  });

  it('redirects DNS in guest and isolated networks unless told otherwise', () => {
    const redirected = (networks: typeof four | object) =>
      planned({ networks: networks as typeof four }).networks.map(({ dnsRedirect }) => dnsRedirect);
    expect(redirected(four)).toEqual([false, false, true, true]);
    const turned = {
      ...four,
      iot: tagged('isolated', 90, { dnsRedirect: false }),
      lan: tagged('trusted', 20, { dnsRedirect: true }),
    };
    expect(redirected(turned)).toEqual([true, false, true, false]);
  });
});
