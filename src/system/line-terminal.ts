/** A terminal, pipe or file at standard input, taken line by line; words for people go to standard error. */
export type LineTerminal = {
  readonly input: NodeJS.ReadStream;
  readonly interactive: boolean;
  write(text: string): void;
  /** Switches the echo off (and with it the terminal's own editing) and on again; nothing on a pipe. */
  hide(hidden: boolean): Promise<void>;
};

/** The one that naar was started at. */
export function lineTerminal(): LineTerminal {
  const { stdin, stderr } = process;
  return {
    input: stdin,
    interactive: stdin.isTTY === true,
    write: (text) => {
      stderr.write(text);
    },
    hide: async (hidden) => {
      if (stdin.isTTY) stdin.setRawMode(hidden);
    },
  };
}
