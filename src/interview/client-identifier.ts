import type { ClientIdentifier, SecretSource } from './answers.ts';

/**
 * Option 61 as the ISP is to get it; null where it is what networkd sends by itself: 01 and
 * the MAC that the ISP sees (RFC 2132 section 9.14). Only dhcpcd sends another. A MAC with
 * its separators means the bytes, also the MAC of another box; without them only the line's
 * own does, for twelve digits may as well be a customer number. `mac` null: not known yet,
 * so that any MAC may be the line's own.
 */
export function clientIdentifier(
  given: string | SecretSource | null | undefined,
  mac: string | null,
): ClientIdentifier | null {
  if (given === null || given === undefined) return null;
  if (typeof given !== 'string') return { kind: 'secret', source: given };
  const digits = /^(?:01[:.-]?)?((?:[\da-f]{2}[:.-]?){5}[\da-f]{2})$/i.exec(given)?.[1];
  const named = digits?.toLowerCase().replace(/[:.-]/g, '');
  if (named !== undefined && (mac === null || named === mac.toLowerCase().replaceAll(':', ''))) return null;
  return named !== undefined && /[:.-]/.test(given)
    ? { kind: 'hex', digits: `01${named}` }
    : { kind: 'text', text: given };
}
