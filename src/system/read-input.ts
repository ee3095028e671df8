import { open } from 'node:fs/promises';

/** An answers file is a page of text; more than this is a mistake and is not read. Bytes. */
const largest = 1_000_000;

/** What came of reading: the text, or one sentence for the person on why not. */
export type Input =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Text of a file that a person named; `-` is standard input. A missing file, a
 * directory, a huge file or bytes that are not UTF-8 give one sentence.
 */
export async function readInput(path: string): Promise<Input> {
  try {
    if (path === '-') return decode('standard input', await readAtMost(process.stdin));
    const handle = await open(path, 'r');
    try {
      if ((await handle.stat()).isDirectory()) return refused(`${path} is a directory; an answers file is wanted.`);
      return decode(path, await readAtMost(handle.createReadStream({ autoClose: false })));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refused(openProblem(path === '-' ? 'standard input' : path, error));
  }
}

/** Reads to the end, or until it is too much. */
async function readAtMost(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece as Buffer);
    pieces.push(bytes);
    length += bytes.length;
    if (length > largest) break;
  }
  return Buffer.concat(pieces);
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
