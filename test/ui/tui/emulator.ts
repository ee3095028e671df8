import xterm from '@xterm/headless';

/** A terminal emulator that is fed what goes over the line, and says which cells a person sees. */
export type Emulator = {
  /** Bytes as the program writes them: the kernel's LF becomes CR LF on the way. */
  feed(bytes: string): Promise<void>;
  /** Bytes as they arrive at the terminal, to whom LF is one row down and nothing else. */
  receive(bytes: string): Promise<void>;
  /** Rows without the blanks at their ends. */
  rows(): readonly string[];
  /** `b` for a bold cell, digits for a colour, blank for a plain one. */
  looks(): readonly string[];
  /** 0-based. */
  cursor(): { readonly row: number; readonly column: number };
  resize(columns: number, rows: number): void;
  /** What the terminal itself says, such as its answer to CSI 6n. */
  onAnswer(hear: (answer: string) => void): void;
};

export function emulator(columns: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const line = (row: number) => terminal.buffer.active.getLine(row)!;
  const indices = () => Array.from({ length: terminal.rows }, (_, row) => row);
  return {
    feed: (bytes) => new Promise((resolve) => terminal.write(bytes.replaceAll('\n', '\r\n'), resolve)),
    receive: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    rows: () => indices().map((row) => line(row).translateToString(true).trimEnd()),
    looks: () =>
      indices().map((row) =>
        Array.from({ length: terminal.cols }, (_, column) => {
          const cell = line(row).getCell(column)!;
          if (cell.getChars().trim() === '') return ' ';
          return cell.isFgDefault() ? (cell.isBold() ? 'b' : ' ') : String(cell.getFgColor());
        })
          .join('')
          .trimEnd(),
      ),
    cursor: () => ({ row: terminal.buffer.active.cursorY, column: terminal.buffer.active.cursorX }),
    resize: (wide, high) => terminal.resize(wide, high),
    onAnswer: (hear) => {
      terminal.onData(hear);
    },
  };
}

/** All that may ever be written: text, CR, LF, BS, CUP, CUF, CUD, EL, ED, SGR, and the question for the size. */
export const vt100 =
  /^(?:[ -~\u00a0-\uffff]|\r|\n|\x08|\x1b\[[\d;]*[HCBm]|\x1b\[K|\x1b\[J|\x1b7\x1b\[r\x1b\[999;999H\x1b\[6n\x1b8)*$/;
