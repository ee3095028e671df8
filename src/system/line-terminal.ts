import { closeSync } from 'node:fs';
import { openLine } from './open-line.ts';
import { guardTerminal, type TerminalGuard } from './terminal-guard.ts';

/** A terminal, pipe or file at standard input, taken line by line; words for people go to standard error. */
export type LineTerminal = {
  readonly input: NodeJS.ReadStream;
  readonly interactive: boolean;
  write(text: string): void;
  /** Switches the echo off (and with it the terminal's own editing) and on again, also if naar is killed meanwhile; nothing on a pipe. */
  hide(hidden: boolean): Promise<void>;
};

/** The one that naar was started at. */
export function lineTerminal(): LineTerminal {
  const { stdin, stderr } = process;
  let guard: TerminalGuard | null = null;
  return {
    input: stdin,
    interactive: stdin.isTTY === true,
    write: (text) => {
      stderr.write(text);
    },
    hide: async (hidden) => {
      if (!stdin.isTTY) return;
      stdin.setRawMode(hidden);
      guard?.dismiss();
      guard = hidden ? guarded(stdin.fd) : null;
    },
  };
}

function guarded(fd: number): TerminalGuard {
  const line = openLine(fd);
  const guard = guardTerminal(line, null);
  if (line !== fd) closeSync(line);
  return guard;
}
