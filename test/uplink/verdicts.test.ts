import { describe, expect, it } from 'vitest';
import { cableVerdict } from '../../src/uplink/cable-verdict.ts';
import { dialVerdict } from '../../src/uplink/dial-verdict.ts';
import type { DhcpAnswer, SweepResult } from '../../src/uplink/line-sweep.ts';
import { sweepVerdict } from '../../src/uplink/sweep-verdict.ts';
import type { LineUp } from '../../src/uplink/trial-dial.ts';

const swept = (found: Partial<SweepResult & { kind: 'swept' }>): SweepResult => ({
  kind: 'swept',
  asked: { pppoe: [10, null], dhcp: [null] },
  pppoe: [],
  dhcp: [],
  leftOut: [],
  ...found,
});
const concentrator = { name: 'bras', services: [], mac: '02:00:00:00:00:01' };
const offer = (address: string): DhcpAnswer => ({
  vlan: null,
  address,
  prefixLength: 24,
  server: '10.0.0.138',
  router: null,
});

describe('a sweep', () => {
  it('the chosen one counts, whatever else answers', () => {
    const both = swept({ pppoe: [{ ...concentrator, vlan: 10 }], dhcp: [offer('203.0.114.9')] });
    expect(sweepVerdict(both, { type: 'pppoe', vlan: 10 })).toMatchObject({
      mood: 'good',
      words: 'The provider answers on VLAN 10 (concentrator bras).',
    });
    expect(sweepVerdict(both, { type: 'dhcp', vlan: null })).toMatchObject({
      mood: 'good',
      words: 'The provider answers without a tag (DHCP server 10.0.0.138). It offers the address 203.0.114.9.',
    });
  });

  it('of several others, one of the same kind comes first', () => {
    const both = swept({ pppoe: [{ ...concentrator, vlan: 10 }], dhcp: [offer('203.0.114.9')] });
    expect(sweepVerdict(both, { type: 'pppoe', vlan: 20 }).next).toMatchObject({ type: 'pppoe', vlan: 10 });
    expect(sweepVerdict(both, { type: 'dhcp', vlan: 20 })).toMatchObject({
      words: 'The provider answered without a tag (DHCP server 10.0.0.138), not on VLAN 20.',
      next: { type: 'dhcp', vlan: null, question: 'Use no VLAN?' },
    });
  });

  it.each([
    ['192.168.1.7', 'unsure', 'another router is between this box and the provider'],
    ['172.20.0.7', 'unsure', 'another router is between'],
    ['172.32.0.7', 'good', 'It offers the address 172.32.0.7.'],
    ['100.64.3.2', 'good', 'shared with other customers'],
    ['100.128.3.2', 'good', 'It offers the address'],
  ])('an offer of %s', (address, mood, words) => {
    const verdict = sweepVerdict(swept({ dhcp: [offer(address)] }), { type: 'dhcp', vlan: null });
    expect(verdict).toMatchObject({ mood, words: expect.stringContaining(words), next: { kind: 'go-on' } });
  });

  it('nobody, where only DHCP could be asked', () => {
    const result = swept({
      asked: { pppoe: [], dhcp: [null] },
      leftOut: [{ kind: 'tool', tool: 'pppoe-discovery' }],
    });
    expect(sweepVerdict(result, { type: 'dhcp', vlan: null }).words).toBe(
      'The link is up, but nobody answers (tried: DHCP untagged).',
    );
  });
});

describe('cables', () => {
  const jack = (name: string, link: 'up' | 'down') => ({ jack: name, link, speed: null });
  it.each([
    [['up', 'up', 'down'], 'a and b have a link, and no cable was plugged in while we watched.'],
    [['up', 'up', 'up'], 'a, b and c have a link, and no cable was plugged in while we watched.'],
    [['down', 'up', 'down'], 'Only b has a link, and no cable was plugged in while we watched.'],
  ] as const)('%j', (links, words) => {
    const jacks = links.map((link, index) => jack('abc'[index]!, link));
    expect(cableVerdict({ kind: 'watched', jacks, plugged: null, unplugged: [] })).toMatchObject({
      mood: 'unsure',
      words,
      next: { kind: 'check-cable' },
    });
  });
});

describe('a line that is up', () => {
  const up: LineUp = {
    kind: 'up',
    address: '198.51.100.37',
    peer: null,
    mtu: 1492,
    dns: [],
    ipv6: { prefix: null, why: 'no-tool' },
    kept: null,
  };
  it.each([
    ['not-wanted', 'no IPv6 asked for'],
    ['no-ipv6', 'the provider speaks no IPv6 here'],
    ['no-offer', 'no IPv6 prefix offered'],
    ['no-tool', 'IPv6 not tried (dhcpcd is not on this system)'],
  ] as const)('without a prefix: %s', (why, words) => {
    expect(dialVerdict({ ...up, ipv6: { prefix: null, why } }).words).toBe(
      `The line is up: address 198.51.100.37, MTU 1492, ${words}. It was hung up again.`,
    );
  });

  it('an end that nobody knows is shown by its last words', () => {
    expect(dialVerdict({ kind: 'failed', evidence: ['one', 'two'] }).words).toBe(
      'The dial ended for another reason ("two").',
    );
    expect(dialVerdict({ kind: 'failed', evidence: [] }).words).toBe('The dial ended for another reason.');
  });
});
