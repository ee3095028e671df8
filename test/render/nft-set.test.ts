import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../src/plan/firewall-plan.ts';
import { firewallData } from '../../src/render/firewall-data.ts';
import { nftPorts, nftRange, nftSetText } from '../../src/render/nft-set.ts';
import { HOME } from '../namespaces/home.ts';

/** `tcp . 80-82` as every single port: `tcp 80`, `tcp 81`, `tcp 82`. */
function single(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const [, protocol, first, last = first] = /^(tcp|udp) \. (\d+)(?:-(\d+))?$/.exec(text)!;
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) => `${protocol} ${Number(first) + step}`);
  });
}

const range = fc
  .tuple(fc.constantFrom('tcp', 'udp'), fc.nat(40), fc.nat(10))
  .map(([protocol, first, length]): Ports => ({ protocol: protocol as 'tcp' | 'udp', first, last: first + length }));

describe('nftPorts', () => {
  it('names every port that is wanted and no other, each once', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const wanted = ranges.flatMap((one) => single([`${one.protocol} . ${nftRange(one)}`]));
        const named = single(nftPorts(ranges));
        expect(named.toSorted()).toEqual([...new Set(wanted)].toSorted());
      }),
    );
  });

  it('is in order, and joins ranges that overlap or touch: nft takes no two elements that overlap', () => {
    const ports = [
      { protocol: 'udp', first: 53, last: 53 },
      { protocol: 'tcp', first: 90, last: 99 },
      { protocol: 'tcp', first: 80, last: 80 },
      { protocol: 'tcp', first: 81, last: 85 },
      { protocol: 'tcp', first: 92, last: 93 },
    ] as const;
    expect(nftPorts(ports)).toEqual(['tcp . 80-85', 'tcp . 90-99', 'udp . 53']);
  });
});

describe('nftSetText', () => {
  it('is a set or a map with its reason, its options and one element in a line, with notes that end there', () => {
    const elements = [{ text: '1 . 2', note: 'my "device"\n${x}' }, { text: '3 . 4' }];
    expect(nftSetText({ name: 'a', why: 'Why.', type: 'mark . mark', options: 'flags interval', elements })).toBe(
      '# Why.\nset a {\n  type mark . mark\n  flags interval\n  elements = {\n    1 . 2, # my _device____x_\n    3 . 4\n  }\n}\n',
    );
    expect(
      nftSetText({ name: 'b', why: 'Why.', type: 'ifname : mark', options: 'size 9; flags x', elements: [] }),
    ).toBe('# Why.\nmap b {\n  type ifname : mark\n  size 9\n  flags x\n}\n');
  });
});

describe('the data of the firewall', () => {
  const text = firewallData(HOME);

  it('says of each set and map what it is for', () => {
    const sets = [...text.matchAll(/(.*)\n(?:set|map) (\w+) \{/g)];
    expect(sets.length).toBeGreaterThan(20);
    for (const [, before, name] of sets) expect(`${name}: ${before}`).toMatch(/: # [A-Z].{8,}\.$/);
  });

  it('names the devices behind the numbers and addresses, for people', () => {
    expect(text).toContain('"iot" . 02:00:00:00:00:31 : 1, # cam\n');
    expect(text).toContain('"iot" . 02:00:00:00:00:31 . 1 . tcp . 445, # cam to nas\n');
    expect(text).toContain('"iot2" . 02:00:00:00:00:42 . "iot" . tcp . 80, # hub to iot\n');
    expect(text).toContain('"guest" . 3 . tcp . 8009, # guest to cast\n');
    expect(text).toContain('"iot2" . "guest" . udp . 8081 # iot2 to guest\n');
    // what is reserved is known before its device has said a word
    expect(text).toMatch(/map address4 \{[^}]*elements = \{\n {4}192\.168\.20\.12 : 1,\n/);
  });
});
