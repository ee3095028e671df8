import type { Terminal, TerminalListener, TerminalSize } from '../../../src/system/terminal.ts';
import { wireLength } from '../../../src/ui/tui/pen.ts';
import { type Emulator, emulator } from './emulator.ts';
import { keyBytes } from './key-bytes.ts';

/** A terminal for tests: an emulator on a line, with a record of what went over it. */
export type FakeTerminal = {
  readonly terminal: Terminal;
  readonly seen: Emulator;
  /** Types text; the keys of `named` by name in angle brackets: `<down>`. */
  type(text: string): void;
  /** Resolves when all that was typed has been delivered. */
  delivered(): Promise<void>;
  /** What was written since the last call, and its bytes on the line. */
  written(): { readonly text: string; readonly bytes: number };
  /** All that was ever written. */
  readonly all: () => string;
  readonly held: () => boolean;
  readonly told: () => TerminalSize | null;
  hangUp(): void;
  /** The window gets another size, and the kernel hears of it where it is sure. */
  resize(columns: number, rows: number): void;
};

/** `kernel`: what the kernel says of the size; `answers`: whether the terminal answers when it is asked. */
export function fakeTerminal({
  columns = 80,
  rows = 24,
  kernel = 'sure' as 'sure' | 'unsure' | 'unknown',
  answers = true,
} = {}): FakeTerminal {
  const seen = emulator(columns, rows);
  let listener: TerminalListener | null = null;
  let size: TerminalSize = { columns, rows };
  let told: TerminalSize | null = null;
  let all = '';
  let read = 0;
  // what is typed while nobody listens waits in the kernel
  let waiting = '';
  const hear = (text: string) => {
    waiting += text;
    // bytes come between the turns of the loop, as they do from a real terminal
    if (listener !== null) setImmediate(deliver);
  };
  const deliver = () => {
    if (listener === null || waiting === '') return;
    const typed = waiting;
    waiting = '';
    listener.bytes(Buffer.from(typed));
  };
  if (answers) seen.onAnswer(hear);
  return {
    seen,
    terminal: {
      hold(by) {
        listener = by;
        setImmediate(deliver);
      },
      release: async () => {
        listener = null;
      },
      write: async (bytes) => {
        all += bytes;
        await seen.feed(bytes);
      },
      size: () => (kernel === 'unknown' ? null : { ...size, sure: kernel === 'sure' }),
      tellSize: async (by) => {
        told = by;
        size = by;
      },
      bytesPerSecond: 11_520,
    },
    type: (text) => hear(keyBytes(text)),
    delivered: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
    written: () => {
      const text = all.slice(read);
      read = all.length;
      return { text, bytes: wireLength(text) };
    },
    all: () => all,
    held: () => listener !== null,
    told: () => told,
    hangUp: () => listener?.gone(),
    resize(wide, high) {
      seen.resize(wide, high);
      if (kernel !== 'sure') return;
      size = { columns: wide, rows: high };
      listener?.changed();
    },
  };
}
