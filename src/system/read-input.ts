import { open } from 'node:fs/promises';

/** An answers file is a page of text; more than this is a mistake and is not read. Bytes. */
const largest = 1_000_000;

export type Input = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly message: string };

/**
 * Text of a file that a person named; `-` is standard input. A missing file, a
 * directory, a huge file or bytes that are not UTF-8 give one sentence.
 */
export async function readInput(path: string): Promise<Input> {
  try {
    const handle = await open(path === '-' ? '/dev/stdin' : path, 'r');
    try {
      const name = path === '-' ? 'standard input' : path;
      if ((await handle.stat()).isDirectory()) return refused(`${name} is a directory; an answers file is wanted.`);
      return decode(name, await readAtMost(handle, largest + 1));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refused(openProblem(path, error));
  }
}

type Readable = { read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> };

/** Reads on until the end or the limit: a pipe gives its bytes in pieces. */
async function readAtMost(handle: Readable, limit: number): Promise<Buffer> {
  const buffer = Buffer.alloc(limit);
  let length = 0;
  while (length < limit) {
    const { bytesRead } = await handle.read(buffer, length, limit - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function decode(name: string, bytes: Buffer): Input {
  if (bytes.length > largest) return refused(`${name} is larger than 1 MB; an answers file is a page of text.`);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return refused(`${name} is not UTF-8 text.`);
  }
}

function openProblem(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `${path} does not exist.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read by this user.`;
  if (code === 'ENOTDIR') return `${path} does not exist: a part of the path is a file.`;
  return `${path} cannot be read (${code === '' ? String(error) : code}).`;
}

function refused(message: string): Input {
  return { kind: 'refused', message };
}
