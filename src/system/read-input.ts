import { fstatSync } from 'node:fs';
import { readAtMost, readBounded } from './bounded-file.ts';
import { MachineProblem } from './machine-problem.ts';
import { plainName } from './plain-name.ts';
import { coded, codeOf, systemFailure } from './system-failure.ts';

/** An answers file is a page of text; more than this is a mistake and is not read. Bytes. */
const largest = 1_000_000;

/**
 * Text of a file that a person named; `-` is standard input. A missing file, a
 * directory, a device, a huge file or bytes that are not UTF-8 throw MachineProblem.
 */
export async function readInput(path: string): Promise<string> {
  const name = path === '-' ? 'standard input' : path;
  try {
    // Node takes a directory there for an empty file
    if (path === '-' && fstatSync(process.stdin.fd).isDirectory()) throw coded('EISDIR');
    const bytes = path === '-' ? await readAtMost(process.stdin, largest, name) : await readBounded(path, largest);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new MachineProblem(`${plainName(name)} is not UTF-8 text.`);
    throw new MachineProblem(systemFailure(error, name, 'read').message);
  }
}
