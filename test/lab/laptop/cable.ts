import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A null-modem cable between the box and a laptop: what goes through it, at the pace of 115200 baud. */
export type Cable = {
  /** The socket at which the laptop's terminal program sits. */
  readonly laptop: string;
  /** All that the box has sent, as it arrived. */
  sent(): string;
  /** When the last byte came out at the laptop, by `performance.now()`. */
  lastByte(): number;
  close(): void;
};

/** 8N1: ten bits to a byte. */
const bytesPerMillisecond = 11.52;
/** Bytes that may be under way in the cable; more, and the box has to wait. */
const depth = 4096;

/** Plugs the cable into the box's socket. One terminal program after the other may sit at the laptop's. */
export async function layCable(box: string, laptop: string): Promise<Cable> {
  const far = connect(box);
  await once(far, 'connect');
  let near: Socket | null = null;
  let sent = '';
  let lastByte = performance.now();
  const toLaptop = paced(far, (bytes) => {
    sent += bytes.toString('latin1');
    lastByte = performance.now();
    near?.write(bytes);
  });
  const server = createServer((socket) => {
    near?.destroy();
    near = socket;
    const toBox = paced(socket, (bytes) => far.write(bytes));
    socket
      .on('error', () => {})
      .on('close', () => {
        toBox.stop();
        if (near === socket) near = null;
      });
  });
  server.listen(laptop);
  await once(server, 'listening');
  return {
    laptop,
    sent: () => sent,
    lastByte: () => lastByte,
    close() {
      toLaptop.stop();
      near?.destroy();
      far.destroy();
      server.close();
    },
  };
}

/** Hands on what a socket gives, no faster than the line carries it. */
function paced(from: Socket, give: (bytes: Buffer) => void): { stop(): void } {
  let waiting = Buffer.alloc(0);
  let before = performance.now();
  from.on('data', (bytes) => {
    if (waiting.length === 0) before = performance.now();
    waiting = Buffer.concat([waiting, bytes as Buffer]);
    if (waiting.length > depth) from.pause();
  });
  const ticks = setInterval(() => {
    if (waiting.length === 0) return;
    const now = performance.now();
    const count = Math.floor((now - before) * bytesPerMillisecond);
    if (count === 0) return;
    before += count / bytesPerMillisecond;
    give(waiting.subarray(0, count));
    waiting = waiting.subarray(count);
    if (waiting.length < depth) from.resume();
  }, 2);
  return { stop: () => clearInterval(ticks) };
}
