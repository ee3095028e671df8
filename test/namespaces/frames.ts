import type { Frame } from './agent.ts';

/** The MSS option of a TCP packet with SYN in an Ethernet frame (hexadecimal), or null. */
export function segmentSize(hex: string): number | null {
  const bytes = Buffer.from(hex, 'hex');
  const six = bytes.readUInt16BE(12) === 0x86dd;
  if (bytes[six ? 20 : 23] !== 6) return null;
  const start = six ? 54 : 14 + (bytes[14]! & 15) * 4;
  if ((bytes[start + 13]! & 2) === 0) return null;
  return bytes[start + 20] === 2 ? bytes.readUInt16BE(start + 22) : null;
}

/** Every segment size that a host was told in these frames. */
export function sizesTold(frames: readonly Frame[], host: string): readonly number[] {
  return frames.filter(({ at, outgoing }) => at === host && !outgoing).flatMap(({ hex }) => segmentSize(hex) ?? []);
}
