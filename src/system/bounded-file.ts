import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { plainName } from './plain-name.ts';
import { coded, codeOf, SystemFailure } from './system-failure.ts';

/**
 * The bytes of a file or a pipe, never more than `limit`: a path that a person typed may be
 * /dev/zero, a disk or a video. Throws what the system says, or SystemFailure.
 */
export async function readBounded(path: string, limit: number): Promise<Buffer> {
  // looked at before it is opened: to open a watchdog starts it
  const found = await stat(path);
  if (found.isDirectory()) throw coded('EISDIR');
  if (!found.isFile() && !found.isFIFO()) throw coded('EDEVICE');
  // without O_NONBLOCK a pipe that nobody writes to holds up the open itself, and then the end of the process
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = await readAtMost(pieces(handle), limit, path);
    if (found.isFIFO() && bytes.length === 0)
      throw new SystemFailure('EPIPE', `${plainName(path)} is a pipe that nobody writes to.`);
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Reads to the end, or throws SystemFailure once it is too much. `name` is for the sentence. */
export async function readAtMost(source: AsyncIterable<Buffer>, limit: number, name: string): Promise<Buffer> {
  const read: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    read.push(piece);
    length += piece.length;
    if (length > limit) throw tooBig(name, limit);
  }
  return Buffer.concat(read);
}

/** The sentence for a file of more than `limit` bytes. */
export function tooBig(name: string, limit: number): SystemFailure {
  const words = limit < 1_000_000 ? `${limit} bytes` : `${Math.floor(limit / 1_000_000)} MB`;
  return new SystemFailure('ETOOBIG', `${plainName(name)} is larger than ${words}.`);
}

async function* pieces(handle: FileHandle): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = await handle.read(Buffer.allocUnsafe(65_536)).catch((error: unknown) => {
      if (codeOf(error) !== 'EAGAIN') throw error;
      return null;
    });
    // the writer of a pipe thinks it over
    if (piece === null) await setTimeout(20);
    else if (piece.bytesRead === 0) return;
    else yield piece.buffer.subarray(0, piece.bytesRead);
  }
}
