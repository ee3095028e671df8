import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { wordsOf } from '../ipv6.ts';
import { internet } from './addresses.ts';

/** What is delegated. Lifetimes are in seconds; a prefix ends in `::`. */
export type Delegation = {
  readonly prefix: string;
  readonly length: number;
  readonly preferred: number;
  readonly valid: number;
};

/**
 * A DHCPv6 server that delegates one prefix on every PPP link and on an Ethernet called `access` (RFC 9915), and
 * routes it, and the one address that it gives, to who asked. A packaged one that can bind on links that come and go was not found. `state` is a file with
 * the Delegation, read at each question.
 */
export function serveDelegation(state: string): void {
  const socket = createSocket({ type: 'udp6', reuseAddr: true });
  const joined = new Set<string>();
  socket.on('message', (message, { address, port }) => {
    const delegation = JSON.parse(readFileSync(state, 'utf8')) as Delegation;
    const answer = reply(message, delegation);
    if (answer === null) return;
    const [host = '', device = ''] = address.split('%');
    console.log(`DHCPv6 ${message[0]} from ${address}: ${delegation.prefix}/${delegation.length}`);
    const gateway = device.startsWith('ppp') ? [] : ['via', host];
    for (const to of [`${delegation.prefix}/${delegation.length}`, `${internet.customer6}/128`])
      execFileSync('ip', ['-6', 'route', 'replace', to, ...gateway, 'dev', device]);
    socket.send(answer, port, address);
  });
  socket.on('error', (failure) => console.log(String(failure)));
  socket.bind(547, '::', () => {
    setInterval(() => join(joined, (link) => socket.addMembership('ff02::1:2', `::%${link}`)), 500);
  });
}

/** Sessions come and go: each new link is joined to the group of DHCPv6 servers. */
function join(joined: Set<string>, member: (link: string) => void): void {
  const present = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    /^ppp|^access/.test(name)
      ? (addresses ?? []).filter(({ family }) => family === 'IPv6').map(({ address }) => `${name} ${address}`)
      : [],
  );
  for (const link of present) {
    if (joined.has(link)) continue;
    try {
      member(link.split(' ')[0] ?? '');
      joined.add(link);
      console.log(`serves ${link}`);
    } catch (failure) {
      console.log(`${link}: ${failure}`);
    }
  }
  for (const link of joined) if (!present.includes(link)) joined.delete(link);
}

/** ADVERTISE for a SOLICIT, REPLY for REQUEST, RENEW, REBIND and RELEASE; nothing for others. */
function reply(message: Buffer, delegation: Delegation): Buffer | null {
  const options = optionsOf(message.subarray(4));
  const type = { 1: 2, 3: 7, 5: 7, 6: 7, 8: 7 }[message[0] ?? 0];
  const client = options.get(1);
  if (type === undefined || client === undefined) return null;
  const [address, prefix] = [options.get(3), options.get(25)];
  if (address === undefined && prefix === undefined) return null;
  const released = message[0] === 8;
  return Buffer.concat([
    Buffer.from([type]),
    message.subarray(1, 4),
    coded(1, client),
    coded(2, Buffer.from('00030001020000000001', 'hex')),
    address === undefined || released
      ? Buffer.alloc(0)
      : coded(3, association(address, delegation, leased(delegation))),
    prefix === undefined || released
      ? Buffer.alloc(0)
      : coded(25, association(prefix, delegation, prefixes(prefix, delegation))),
  ]);
}

/** An IA of the answer: identifier as asked, then when to renew and rebind (half and four fifths of the preferred time). */
function association(asked: Buffer, { preferred }: Delegation, content: Buffer): Buffer {
  const times = Buffer.alloc(8);
  times.writeUInt32BE(Math.floor(preferred / 2), 0);
  times.writeUInt32BE(Math.floor((preferred * 4) / 5), 4);
  return Buffer.concat([asked.subarray(0, 4), times, content]);
}

/** The prefix, and where the customer still holds another one, that one with its time run out (RFC 9915 section 18.3.4). */
function prefixes(asked: Buffer, { prefix, length, preferred, valid }: Delegation): Buffer {
  const present = iaPrefix(bytesOf(prefix), length, preferred, valid);
  const held = optionsOf(asked.subarray(12)).get(26);
  if (held === undefined || held.subarray(8, 25).equals(present.subarray(12, 29))) return present;
  return Buffer.concat([present, iaPrefix(held.subarray(9, 25), held[8] ?? 64, 0, 0)]);
}

function iaPrefix(bytes: Buffer, length: number, preferred: number, valid: number): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(preferred, 0);
  head.writeUInt32BE(valid, 4);
  head[8] = length;
  return coded(26, Buffer.concat([head, bytes]));
}

function leased({ preferred, valid }: Delegation): Buffer {
  const times = Buffer.alloc(8);
  times.writeUInt32BE(preferred, 0);
  times.writeUInt32BE(valid, 4);
  return coded(5, Buffer.concat([bytesOf(internet.customer6), times]));
}

/** Options by code; of several with one code the first. */
function optionsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const [code, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
    if (!found.has(code)) found.set(code, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}

function coded(code: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(code, 0);
  head.writeUInt16BE(content.length, 2);
  return Buffer.concat([head, content]);
}

/** An IPv6 address as its 16 bytes. */
function bytesOf(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  wordsOf(address).forEach((word, index) => {
    bytes.writeUInt16BE(word, index * 2);
  });
  return bytes;
}
