import type { Terminal, TerminalSize } from '../../system/terminal.ts';
import type { Key } from './keys.ts';

/**
 * Asks the terminal for its size: the cursor goes as far as it can, says where it is, and
 * comes back. DECSC, margins off, CUP, DSR, DECRC; every VT100 answers within 3 ms of line.
 */
export const sizeQuestion = '\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8';

/** Milliseconds to wait for the answer before the first screen; a later one still counts. */
export const sizePatience = 400;

/** What the kernel believes; on a line of which it knows nothing that makes sense, a VT100's 80x24. */
export function believedSize(terminal: Terminal): TerminalSize {
  const size = terminal.size();
  return size !== null && (size.sure || makesSense(size)) ? size : { columns: 80, rows: 24 };
}

/** Whether the terminal itself has to be asked: on a serial line nobody tells the kernel. */
export function mustAsk(terminal: Terminal): boolean {
  const size = terminal.size();
  return size === null || !size.sure;
}

/** The answer in a key; null for any other key, and for a size that no terminal has. */
export function reportedSize(key: Key): TerminalSize | null {
  if (key.name !== 'position') return null;
  const size = { columns: key.column, rows: key.row };
  return makesSense(size) ? size : null;
}

function makesSense({ columns, rows }: TerminalSize): boolean {
  return rows >= 10 && rows <= 200 && columns >= 40 && columns <= 400;
}
