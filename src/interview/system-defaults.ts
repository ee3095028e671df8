import ipaddr from 'ipaddr.js';
import type { Facts } from '../facts/facts.ts';
import type { Release } from './answers.ts';
import { sha256 } from './sha256.ts';

const known: readonly string[] = ['25.11', '26.05', '26.11'];

/** The release of the answers; else the installer's own where naar knows it; else 26.05. */
export function releaseOf(given: Release | undefined, facts: Facts | null): Release {
  const own = facts?.os.role === 'installer' ? facts.os.release : null;
  return given ?? (own !== null && known.includes(own) ? (own as Release) : '26.05');
}

/** `fd12:3456:789a::/48` as RFC 5952 writes it; null where the text is no such prefix. */
export function canonicalUla(text: string): string | null {
  const [address = '', length] = text.split('/');
  if (length !== '48' || address.includes('%') || !ipaddr.IPv6.isValid(address)) return null;
  const parts = ipaddr.IPv6.parse(address).parts;
  if (((parts[0] ?? 0) & 0xff00) !== 0xfd00 || parts.slice(3).some((part) => part !== 0)) return null;
  return ula(parts.slice(0, 3));
}

/**
 * A prefix of one's own without a dice: 40 bits of a hash of the lowest permanent
 * MAC, so that the same box gets the same prefix again (RFC 4193 section 3.2 asks
 * for such an algorithm where no randomness is at hand). `macs`: lower case.
 */
export function derivedUla(macs: readonly string[]): string {
  const lowest = [...macs].sort()[0] ?? '';
  const hash = new DataView(sha256(`naar ula ${lowest}`).buffer);
  return ula([0xfd00 + hash.getUint8(0), hash.getUint16(1), hash.getUint16(3)]);
}

function ula(parts: readonly number[]): string {
  return `${new ipaddr.IPv6([...parts, 0, 0, 0, 0, 0]).toRFC5952String()}/48`;
}
