import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

/**
 * The web on the Internet. Every page tells the visitor the address it came from, `/bytes/N` is N zeros, `/random/N` N
 * bytes of which no two kilobytes are alike, `/digest/N` their SHA-256; what is sent with PUT is answered with its own.
 * 22 and 8080 are there to be denied: a closed port would prove nothing.
 */
export function serveWeb(): void {
  for (const port of [80, 22, 8080]) createServer(answer).listen(port, '::');
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
    ...['-subj', '/CN=internet', '-keyout', '/run/internet.key', '-out', '/run/internet.crt'],
  ]);
  const identity = { key: readFileSync('/run/internet.key'), cert: readFileSync('/run/internet.crt') };
  createSecureServer(identity, answer).listen(443, '::');
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const [, page, size] = /^\/(bytes|random|digest)\/(\d+)$/.exec(request.url ?? '') ?? [];
  const length = Number(size);
  if (request.method === 'PUT') digestOf(request, response);
  else if (page === 'bytes') response.end(Buffer.alloc(length));
  else if (page === 'random') sendAll(response, pieces(length));
  else if (page === 'digest') {
    const hash = createHash('sha256');
    for (const piece of pieces(length)) hash.update(piece);
    response.end(`${hash.digest('hex')}\n`);
  } else response.end(`${(request.socket.remoteAddress ?? '').replace('::ffff:', '')}\n`);
}

function digestOf(request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha256');
  request.on('data', (piece: Buffer) => hash.update(piece));
  request.on('end', () => response.end(`${hash.digest('hex')}\n`));
}

/** Bytes that compress badly and differ everywhere, the same each time: a piece that was lost or came twice is seen. */
function* pieces(size: number): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024);
  let state = 1;
  for (let at = 0; at < piece.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    piece.writeUInt32LE(state, at);
  }
  for (let sent = 0; sent < size; sent += piece.length) {
    const next = Buffer.from(piece);
    for (let at = 0; at < next.length; at += 1024) next.writeUInt32LE(sent + at, at);
    yield next.subarray(0, Math.min(next.length, size - sent));
  }
}

function sendAll(response: ServerResponse, all: Generator<Buffer>): void {
  const send = () => {
    for (let next = all.next(); next.done !== true; next = all.next()) {
      if (response.write(next.value)) continue;
      response.once('drain', send);
      return;
    }
    response.end();
  };
  send();
}
