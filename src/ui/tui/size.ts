import type { Terminal, TerminalSize } from '../../system/terminal.ts';
import type { Key } from './keys.ts';

/**
 * Asks the terminal for its size: the cursor goes as far as it can, says where it is, and
 * comes back. DECSC, margins off, CUP, DSR, DECRC; every VT100 answers within 3 ms of line.
 */
const question = '\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8';

/** Milliseconds to wait for the answer before the first screen; a later one still counts. */
const patience = 400;

/** The size of a terminal, from whoever knows it: the kernel of a window, the terminal itself on a serial line. */
export type Sizing = {
  size(): TerminalSize;
  /** Looks at the kernel's belief again. */
  look(): void;
  /** Asks the terminal where the kernel is not sure; resolves when it has answered or will not. */
  ask(): Promise<void>;
  /** Whether the key is the terminal's answer, and whether that is another size than before. */
  hear(key: Key): { readonly answer: boolean; readonly changed: boolean };
};

/** Begins with what the kernel believes, 80x24 where that is nothing; `ask` learns more from the terminal itself. */
export function createSizing(terminal: Terminal): Sizing {
  let size = believedSize(terminal);
  let answered = () => {};
  return {
    size: () => size,
    look() {
      size = believedSize(terminal);
    },
    async ask() {
      if (terminal.size()?.sure === true) return;
      const answer = new Promise<void>((resolve) => {
        answered = resolve;
        // behind the timer what has arrived meanwhile is still read: Ink may have been compiled all the time
        setTimeout(() => setImmediate(resolve), patience);
      });
      await terminal.write(question);
      await answer;
    },
    hear(key) {
      const reported = key.name === 'position' ? { columns: key.column, rows: key.row } : null;
      if (reported === null) return { answer: false, changed: false };
      answered();
      if (!makesSense(reported)) return { answer: true, changed: false };
      const changed = reported.columns !== size.columns || reported.rows !== size.rows;
      size = reported;
      const known = terminal.size();
      if (known?.columns !== size.columns || known.rows !== size.rows) void terminal.tellSize(size);
      return { answer: true, changed };
    },
  };
}

/** On a line of which the kernel knows nothing that makes sense, a VT100 is assumed. */
function believedSize(terminal: Terminal): TerminalSize {
  const size = terminal.size();
  if (size === null || !(size.sure || makesSense(size))) return { columns: 80, rows: 24 };
  return { columns: size.columns, rows: size.rows };
}

function makesSense({ columns, rows }: TerminalSize): boolean {
  return rows >= 10 && rows <= 200 && columns >= 40 && columns <= 400;
}
