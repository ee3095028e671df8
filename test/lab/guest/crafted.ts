import { isIP } from 'node:net';
import type { FrameForPorts } from '../../namespaces/agent.ts';
import { wordsOf } from './ipv6.ts';

/** What a crafted frame lies in: Ethernet, and in it a PPPoE session where there is one. */
export type Envelope = { readonly from: string; readonly to: string; readonly session: number | null };

/** A session that is under way, read off a frame of it as it came from the router (hexadecimal, without a VLAN tag). */
export function envelopeTo(frame: string): Envelope | null {
  const bytes = Buffer.from(frame, 'hex');
  if (bytes.readUInt16BE(12) !== 0x8864) return null;
  return { from: mac(bytes.subarray(0, 6)), to: mac(bytes.subarray(6, 12)), session: bytes.readUInt16BE(16) };
}

/** A SYN or an empty datagram from port 40000, made for port 0. */
export function questionForPorts(
  envelope: Envelope,
  protocol: 'tcp' | 'udp',
  source: string,
  to: string,
): FrameForPorts {
  const part = protocol === 'tcp' ? syn() : datagram();
  const six = isIP(source) === 6;
  const [from, target] = [bytesOf(source), bytesOf(to)];
  const number = protocol === 'tcp' ? 6 : 17;
  const pseudo = six
    ? Buffer.concat([from, target, words(0, part.length), Buffer.from([0, 0, 0, number])])
    : Buffer.concat([from, target, Buffer.from([0, number]), words(part.length)]);
  const sumIn = protocol === 'tcp' ? 16 : 6;
  part.writeUInt16BE(checksum(Buffer.concat([pseudo, part])), sumIn);
  const head = six ? headOf6(from, target, number, part.length) : headOf4(from, target, number, part.length);
  const outer = enveloped(envelope, six, head.length + part.length);
  const start = outer.length + head.length;
  return { frame: Buffer.concat([outer, head, part]).toString('hex'), portAt: start + 2, sumAt: start + sumIn };
}

/** Who says something to whom, about which port: addresses as they stand in the packet, hexadecimal. */
export type Saying = { readonly from: string; readonly to: string; readonly port: number };

/**
 * What the packet in a frame says: whose it is and its source port, or where it is an error, whom the packet was for that
 * the error is about. Null for what is no whole packet.
 */
export function packetIn(frame: string): Saying | null {
  const bytes = Buffer.from(frame, 'hex');
  const packet = opened(bytes, bytes.length > 22 && bytes.readUInt16BE(12) === 0x8864 ? 22 : 14);
  if (packet === null) return null;
  const { protocol, start } = packet;
  const error = (protocol === 1 && bytes[start] === 3) || (protocol === 58 && bytes[start] === 1);
  const inner = error ? opened(bytes, start + 8) : null;
  const place = inner === null ? start : inner.start + 2;
  if (bytes.length < place + 2) return null;
  return { from: inner?.to ?? packet.from, to: packet.to, port: bytes.readUInt16BE(place) };
}

function opened(bytes: Buffer, at: number) {
  const six = (bytes[at] ?? 0) >> 4 === 6;
  const start = six ? at + 40 : at + ((bytes[at] ?? 0) & 15) * 4;
  if (start <= at || bytes.length < start) return null;
  const [from, size] = six ? [at + 8, 16] : [at + 12, 4];
  return {
    from: bytes.toString('hex', from, from + size),
    to: bytes.toString('hex', from + size, from + 2 * size),
    protocol: bytes[at + (six ? 6 : 9)] ?? 0,
    start,
  };
}

/** An address as it stands in a packet. */
export function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  return words(...wordsOf(address));
}

function syn(): Buffer {
  return Buffer.concat([
    words(40_000, 0, 0, 1, 0, 0),
    Buffer.from([0x60, 0x02]),
    words(0xffff, 0, 0),
    Buffer.from([2, 4]),
    words(1400),
  ]);
}

function datagram(): Buffer {
  return words(40_000, 0, 8, 0);
}

function headOf6(from: Buffer, to: Buffer, protocol: number, length: number): Buffer {
  return Buffer.concat([words(0x6000, 0, length), Buffer.from([protocol, 60]), from, to]);
}

function headOf4(from: Buffer, to: Buffer, protocol: number, length: number): Buffer {
  const head = Buffer.concat([words(0x4500, 20 + length, 1, 0), Buffer.from([60, protocol, 0, 0]), from, to]);
  head.writeUInt16BE(checksum(head), 10);
  return head;
}

function enveloped({ from, to, session }: Envelope, six: boolean, length: number): Buffer {
  const ethernet = Buffer.from(`${to}${from}`.replaceAll(':', ''), 'hex');
  if (session === null) return Buffer.concat([ethernet, words(six ? 0x86dd : 0x0800)]);
  return Buffer.concat([ethernet, words(0x8864, 0x1100, session, length + 2, six ? 0x0057 : 0x0021)]);
}

function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2);
  });
  return bytes;
}

function mac(bytes: Buffer): string {
  return bytes.toString('hex').replace(/..(?!$)/g, '$&:');
}
