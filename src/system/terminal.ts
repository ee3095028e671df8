/**
 * The terminal that the person sits at: keys come in as bytes, pictures go out as bytes. One
 * real body (`real-terminal.ts`) and the tests' own.
 */
export type Terminal = {
  /**
   * Takes the terminal: keys come as they are typed and are not echoed, kernel messages stay
   * off the screen. Keys that were typed before are not lost. Until `release` the terminal
   * is put right however naar ends.
   */
  hold(listener: TerminalListener): void;
  /** Gives the terminal back as it was found. Safe to call twice, and to hold again afterwards. */
  release(): Promise<void>;
  /** Resolves when the line has taken all of it; at once where nobody is there any more. Never throws. */
  write(bytes: string): Promise<void>;
  /** What the kernel believes; null where it knows none, as on most serial lines. */
  size(): (TerminalSize & Certainty) | null;
  /** Tells the kernel and what we start (COLUMNS, LINES) the size that the terminal itself reported. */
  tellSize(size: TerminalSize): Promise<void>;
  /** What the line carries: 11,520 at 115200 baud, which is also assumed where no line is known. */
  readonly bytesPerSecond: number;
};

/** What a terminal shows at once, in cells. */
export type TerminalSize = { readonly columns: number; readonly rows: number };

/** Whether the kernel hears when the size changes: it does of a window, not of a serial line. */
export type Certainty = { readonly sure: boolean };

/** What a front end hears of its terminal while it has it. */
export type TerminalListener = {
  bytes(bytes: Uint8Array): void;
  /** The kernel heard of another size, or somebody else may have drawn on the screen. */
  changed(): void;
  /** The person is gone: end of input, a hang-up, or naar was told to end. Comes once. */
  gone(): void;
};
