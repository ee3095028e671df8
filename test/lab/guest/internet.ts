import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { networkInterfaces } from 'node:os';
import { wordsOf } from './ipv6.ts';

/**
 * What is behind the ISP: a web server that tells each visitor the address it came from, and a DHCPv6 server that
 * delegates one prefix on every PPP link (RFC 9915). A packaged one that can bind on such links was not found.
 */
const [, , , , , , prefix = ''] = process.argv;

const visitor = (request: { readonly socket: { readonly remoteAddress?: string | undefined } }) =>
  `${(request.socket.remoteAddress ?? '').replace('::ffff:', '')}\n`;
// 22 and 8080 are there to be denied: a closed port would prove nothing
for (const port of [80, 22, 8080]) {
  createServer((request, response) => {
    const size = /^\/bytes\/(\d+)$/.exec(request.url ?? '')?.[1];
    response.end(size === undefined ? visitor(request) : Buffer.alloc(Number(size)));
  }).listen(port, '::');
}
execFileSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
  ...['-subj', '/CN=internet', '-keyout', '/run/internet.key', '-out', '/run/internet.crt'],
]);
const identity = { key: readFileSync('/run/internet.key'), cert: readFileSync('/run/internet.crt') };
createSecureServer(identity, (request, response) => response.end(visitor(request))).listen(443, '::');

const socket = createSocket({ type: 'udp6', reuseAddr: true });
const joined = new Set<string>();
socket.on('message', (message, { address, port }) => {
  const answer = reply(message);
  if (answer === null) return;
  const device = address.split('%')[1] ?? '';
  console.log(`DHCPv6 ${message[0]} on ${device}`);
  execFileSync('ip', ['-6', 'route', 'replace', `${prefix}/56`, 'dev', device]);
  socket.send(answer, port, address);
});
socket.on('error', (failure) => console.log(String(failure)));
socket.bind(547, '::', () => {
  setInterval(join, 500);
});

/** Sessions come and go: each new PPP link is joined to the group of DHCPv6 servers. */
function join(): void {
  const present = Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    name.startsWith('ppp')
      ? (addresses ?? []).filter(({ family }) => family === 'IPv6').map(({ address }) => `${name} ${address}`)
      : [],
  );
  for (const link of present) {
    if (joined.has(link)) continue;
    try {
      socket.addMembership('ff02::1:2', `::%${link.split(' ')[0]}`);
      joined.add(link);
      console.log(`serves ${link}`);
    } catch (failure) {
      console.log(`${link}: ${failure}`);
    }
  }
  for (const link of joined) if (!present.includes(link)) joined.delete(link);
}

/** ADVERTISE for a SOLICIT, REPLY for REQUEST, RENEW and REBIND; nothing for others. */
function reply(message: Buffer): Buffer | null {
  const type = { 1: 2, 3: 7, 5: 7, 6: 7 }[message[0] ?? 0];
  const client = option(message, 1);
  const wanted = option(message, 25);
  if (type === undefined || client === null || wanted === null) return null;
  const times = Buffer.alloc(8);
  times.writeUInt32BE(900, 0);
  times.writeUInt32BE(1440, 4);
  const delegated = Buffer.alloc(25);
  delegated.writeUInt32BE(1800, 0);
  delegated.writeUInt32BE(3600, 4);
  delegated[8] = 56;
  bytesOf(prefix).copy(delegated, 9);
  return Buffer.concat([
    Buffer.from([type]),
    message.subarray(1, 4),
    coded(1, client),
    coded(2, Buffer.from('00030001020000000001', 'hex')),
    coded(25, Buffer.concat([wanted.subarray(0, 4), times, coded(26, delegated)])),
  ]);
}

function option(message: Buffer, code: number): Buffer | null {
  for (let at = 4; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    if (message.readUInt16BE(at) === code) return message.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return null;
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
