import { describe, expect, it } from 'vitest';
import { type Group, planned, tagged } from './planned.ts';

const networks = (address: string) => ({ networks: { lan: { ...tagged('trusted', 20), address } } });
const zones = (address: string) => planned(networks(address)).dns.localZones;

describe('planDns', () => {
  it('answers for the domain and for the addresses of each network', () => {
    const two = { lan: tagged('trusted', 20), iot: tagged('isolated', 90) };
    expect(planned({ networks: two }).dns.localZones).toEqual([
      'home.arpa.',
      '20.168.192.in-addr.arpa.',
      '90.168.192.in-addr.arpa.',
    ]);
  });

  it('divides reverse zones at whole numbers, as in-addr.arpa does', () => {
    expect(zones('172.20.4.1/22').slice(1)).toEqual([4, 5, 6, 7].map((third) => `${third}.20.172.in-addr.arpa.`));
    expect(zones('10.9.0.1/16').slice(1)).toEqual(['9.10.in-addr.arpa.']);
    expect(zones('10.8.0.1/15').slice(1)).toEqual(['8.10.in-addr.arpa.', '9.10.in-addr.arpa.']);
    expect(zones('10.9.128.1/17').slice(1)).toEqual(
      Array.from({ length: 128 }, (_, index) => `${128 + index}.9.10.in-addr.arpa.`),
    );
    expect(zones('10.0.0.1/8').slice(1)).toEqual(['10.in-addr.arpa.']);
    expect(zones('192.168.20.65/26').slice(1)).toEqual(['20.168.192.in-addr.arpa.']);
  });

  it('names a zone once where two networks share it', () => {
    const halves = {
      lan: { ...tagged('trusted', 20), address: '10.0.0.1/25' },
      iot: { ...tagged('isolated', 90), address: '10.0.0.129/25' },
    };
    expect(planned({ networks: halves }).dns.localZones).toEqual(['home.arpa.', '0.0.10.in-addr.arpa.']);
  });

  const upstream = (given: unknown, wan: Group = { port: 'line', type: 'dhcp' }) =>
    planned({ dns: { upstream: given }, wan }).dns;

  it('asks whom the answers say', () => {
    expect(planned().dns).toMatchObject({ upstream: 'recursive', permissive: false });
    expect(upstream([{ address: '9.9.9.9', tls: 'dns.quad9.net' }])).toMatchObject({
      upstream: [{ address: '9.9.9.9', tls: 'dns.quad9.net' }],
      permissive: false,
    });
    expect(upstream([{ address: '2620:fe::fe' }]).upstream).toEqual([{ address: '2620:fe::fe', tls: null }]);
  });

  it('takes the ISP at its word about signatures: some of their servers strip them', () => {
    expect(upstream('isp')).toMatchObject({ upstream: 'isp', permissive: true });
    const fixed = { address: '203.0.113.10/29', gateway: '203.0.113.9', dns: ['203.0.113.1', '203.0.113.2'] };
    // on a fixed address nobody names them but the answers; they are the ISP's all the same
    expect(upstream('isp', { port: 'line', type: 'static', static: fixed })).toMatchObject({
      upstream: [
        { address: '203.0.113.1', tls: null },
        { address: '203.0.113.2', tls: null },
      ],
      permissive: true,
    });
    expect(upstream('recursive', { port: 'line', type: 'static', static: fixed })).toMatchObject({
      upstream: 'recursive',
      permissive: false,
    });
  });
});
