import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPool } from '../../src/interview/default-pool.ts';
import { contains, formatIpv4, isPrivate, overlap, parseIpv4, parseSubnet } from '../../src/interview/ipv4.ts';
import { didYouMeanNamed, nearest, nearestNamed } from '../../src/interview/nearest.ts';
import { listPresets } from '../../src/interview/presets.ts';
import { parsePorts, parseRate, parseSize } from '../../src/interview/quantities.ts';
import { sha256 } from '../../src/interview/sha256.ts';
import { sshKeyFault } from '../../src/interview/ssh-key.ts';
import { canonicalUla, derivedUla } from '../../src/interview/system-defaults.ts';

describe('IPv4', () => {
  const address = fc.nat(0xffffffff);

  it('is read as it is written, without octal surprises', () => {
    fc.assert(fc.property(address, (number) => parseIpv4(formatIpv4(number)) === number));
    for (const text of ['1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.256', '1.2.3.', ' 1.2.3.4', '0x1.2.3.4', '١.2.3.4'])
      expect(parseIpv4(text), text).toBeNull();
  });

  it('knows who lies in a subnet, and which subnets meet', () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 8, max: 30 }), address, (one, length, other) => {
        const subnet = parseSubnet(`${formatIpv4(one)}/${length}`)!;
        const same = Math.floor(one / 2 ** (32 - length)) === Math.floor(other / 2 ** (32 - length));
        expect(contains(subnet, other)).toBe(same);
        expect(overlap(subnet, parseSubnet(`${formatIpv4(other)}/32`)!)).toBe(same);
        expect(subnet.broadcast - subnet.network + 1).toBe(2 ** (32 - length));
      }),
    );
    expect(
      ['10.1.1.1/8', '172.31.0.1/16', '192.168.0.1/16', '100.127.255.1/24'].every((text) =>
        isPrivate(parseSubnet(text)!),
      ),
    ).toBe(true);
    expect(
      ['10.1.1.1/7', '172.32.0.1/16', '192.168.0.1/15', '100.128.0.1/24', '203.0.113.1/24'].some((text) =>
        isPrivate(parseSubnet(text)!),
      ),
    ).toBe(false);
  });
});

describe('the default pool', () => {
  const pool = (subnet: string, reserved: string[] = []) => {
    const found = defaultPool(
      parseSubnet(subnet)!,
      reserved.map((text) => parseIpv4(text)!),
    );
    return found && `${formatIpv4(found.from)}-${formatIpv4(found.to)}`;
  };

  it('is the upper half, around what is taken', () => {
    expect(pool('192.168.1.1/24')).toBe('192.168.1.128-192.168.1.254');
    expect(pool('192.168.1.254/24')).toBe('192.168.1.128-192.168.1.253');
    expect(pool('192.168.1.128/24')).toBe('192.168.1.129-192.168.1.254');
    expect(pool('192.168.1.1/24', ['192.168.1.200', '192.168.1.5'])).toBe('192.168.1.128-192.168.1.199');
    expect(pool('10.0.0.1/29')).toBe('10.0.0.4-10.0.0.6');
    expect(pool('10.0.0.6/29', ['10.0.0.4', '10.0.0.5'])).toBeNull();
  });

  it('never holds the router, the broadcast address or a reservation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 29 }),
        fc.nat(4095),
        fc.array(fc.nat(4095), { maxLength: 30 }),
        (length, router, others) => {
          const base = parseIpv4('10.0.0.0')!;
          const size = 2 ** (32 - length);
          const subnet = parseSubnet(`${formatIpv4(base + (router % size))}/${length}`)!;
          const reserved = others.map((other) => base + (other % size));
          const found = defaultPool(subnet, reserved);
          if (found === null) return;
          expect(found.from).toBeGreaterThanOrEqual(subnet.network + size / 2);
          expect(found.to).toBeLessThan(subnet.broadcast);
          expect(found.from).toBeLessThanOrEqual(found.to);
          expect([...reserved, subnet.address].some((taken) => taken >= found.from && taken <= found.to)).toBe(false);
        },
      ),
    );
  });
});

describe('the ULA', () => {
  it('comes from the lowest MAC by SHA-256, the same each time', () => {
    const hex = createHash('sha256').update('naar ula 00:0d:b9:00:00:01').digest('hex');
    const plain = `fd${hex.slice(0, 2)}:${hex.slice(2, 6)}:${hex.slice(6, 10)}::/48`;
    expect(derivedUla(['00:0d:b9:00:00:02', '00:0d:b9:00:00:01'])).toBe(canonicalUla(plain));
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        (text) => Buffer.from(sha256(text)).toString('hex') === createHash('sha256').update(text).digest('hex'),
      ),
    );
  });

  it('is a /48 below fd00::/8, in one spelling', () => {
    expect(canonicalUla('FD12:3456:0000::/48')).toBe('fd12:3456::/48');
    expect(canonicalUla('fd12:0:789a:0:0:0:0:0/48')).toBe('fd12:0:789a::/48');
    for (const text of [
      'fc12:3456:789a::/48',
      'fd12:3456:789a::1/48',
      'fd12:3456:789a::/64',
      'fd12::%eth0/48',
      'fd12',
      '',
    ])
      expect(canonicalUla(text), text).toBeNull();
  });
});

describe('SSH keys', () => {
  /** The wire form of OpenSSH from Node's own keys. */
  const wire = (...fields: (string | Buffer)[]) =>
    Buffer.concat(fields.flatMap((field) => [lengthOf(Buffer.from(field)), Buffer.from(field)])).toString('base64');
  const lengthOf = (field: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return length;
  };
  const raw = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

  it('of the kinds in use are accepted', () => {
    const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.from([4]), raw(ec.x), raw(ec.y)]);
    expect(sshKeyFault(`ssh-ed25519 ${wire('ssh-ed25519', raw(ed.x))} a comment`)).toBeNull();
    expect(
      sshKeyFault(`ssh-rsa ${wire('ssh-rsa', raw(rsa.e), Buffer.concat([Buffer.from([0]), raw(rsa.n)]))}`),
    ).toBeNull();
    expect(sshKeyFault(`ecdsa-sha2-nistp256 ${wire('ecdsa-sha2-nistp256', 'nistp256', point)}`)).toBeNull();
    expect(
      sshKeyFault(`sk-ssh-ed25519@openssh.com ${wire('sk-ssh-ed25519@openssh.com', raw(ed.x), 'ssh:')}`),
    ).toBeNull();
  });

  it('that are short, long or of the wrong curve are refused', () => {
    expect(sshKeyFault(`ssh-ed25519 ${wire('ssh-ed25519', Buffer.alloc(31))}`)?.message).toContain('length');
    expect(sshKeyFault(`ssh-ed25519 ${wire('ssh-ed25519', Buffer.alloc(32), 'x')}`)?.message).toContain('length');
    expect(sshKeyFault(`ssh-rsa ${wire('ssh-rsa', Buffer.from([1, 0, 1]), Buffer.alloc(64, 255))}`)?.message).toContain(
      '1024 bits',
    );
    expect(
      sshKeyFault(`ecdsa-sha2-nistp256 ${wire('ecdsa-sha2-nistp256', 'nistp384', Buffer.alloc(65))}`),
    ).not.toBeNull();
    expect(sshKeyFault('')?.message).toBe('This key is empty.');
  });

  it('never make it throw or speak of what was pasted', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 12, maxLength: 80 }),
        fc.constantFrom('', 'ssh-ed25519 ', 'ssh-rsa AAAA'),
        (text, start) => {
          const fault = sshKeyFault(start + text);
          expect(fault === null || !fault.message.includes(text)).toBe(true);
        },
      ),
    );
  });
});

it('reads rates, sizes and ports', () => {
  expect([parseRate('90M'), parseRate('500k'), parseRate('1.5G')]).toEqual([90e6, 500e3, 1.5e9]);
  expect([parseSize('2G'), parseSize('512M')]).toEqual([2 ** 31, 2 ** 29]);
  expect(parsePorts(443)).toEqual({ first: 443, last: 443 });
  expect(parsePorts('6000-6010')).toEqual({ first: 6000, last: 6010 });
  expect([0, 65536, '0-5', '9-5', '5-65536', '1-2-3'].map(parsePorts)).toEqual([null, null, null, null, null, null]);
});

it('finds the word that was meant, and none where nothing is near', () => {
  expect(nearest('timezone', ['hostName', 'timeZone'])).toBe('timeZone');
  expect(nearest('vlna', ['mac', 'vlan'])).toBe('vlan');
  expect(nearest('kpn', ['nl-kpn', 'nl-tweak'])).toBe(null);
  expect(nearest('edpnet', ['be-scarlet', 'be-edpnet'])).toBe('be-edpnet');
  expect(nearest('prefix', ['prefixLength', 'prompt'])).toBe('prefixLength');
  expect(nearest('pre', ['prefixLength'])).toBeNull();
  expect(nearest('zzzzzz', ['mac', 'vlan'])).toBeNull();
});

it('finds what was meant by an id, a name or a country', () => {
  const near = (word: string) => nearestNamed(word, listPresets()).map(({ id }) => id);
  expect(near('nl-kpn')).toEqual(['nl-kpn']);
  expect(near('KPN')).toEqual(['nl-kpn', 'nl-xs4all']);
  expect(near('Deutsche Telekom')).toEqual(['de-telekom']);
  expect(near('orange')).toEqual(['fr-orange', 'es-orange', 'pl-orange']);
  expect(near('dtag')).toEqual([]);
  expect(near('telekm')).toEqual(['de-telekom', 'fr-bouygues', 'ma-maroc-telecom']);
  expect(near('xs4al')).toEqual(['nl-xs4all']);
  expect(near('be-telenet')).toEqual(['be-edpnet', 'be-proximus', 'be-scarlet']);
  expect(near('vodafone')).toHaveLength(4);
  for (const word of ['', '-', '  ', 'q', '\u{1F600}']) expect(near(word), word).toEqual([]);
  expect(didYouMeanNamed('edpnet', listPresets())).toBe(' Did you mean be-edpnet (edpnet)?');
  expect(didYouMeanNamed('kpn', listPresets())).toBe(' Did you mean nl-kpn (KPN) or nl-xs4all (XS4ALL (KPN network))?');
  expect(didYouMeanNamed('qqq', listPresets())).toBe('');
});
