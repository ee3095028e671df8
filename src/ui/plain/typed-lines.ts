/** Lines as a person or a pipe types them; nothing typed ahead is lost. */
export type TypedLines = {
  /** The next line without its end; null once the input has ended. */
  next(): Promise<string | null>;
  /** As `next`, but gives up (undefined) when the signal is aborted; the line then waits for the next call. */
  nextUntil(signal: AbortSignal): Promise<string | null | undefined>;
  /** The terminal's own editing was switched: from now on LF ends a line by itself, whatever came before. */
  switched(): void;
  close(): void;
};

/** The part of a stream that is used here: process.stdin, a socket, or a test's own. */
export type Typing = Pick<NodeJS.ReadStream, 'on' | 'off' | 'pause' | 'resume' | 'setEncoding'>;

/** Ctrl-C and Ctrl-D as they arrive where the terminal does not act on them. */
const [interrupt, endOfInput] = ['\x03', '\x04'] as const;

/**
 * Cuts a stream into lines at LF, CR or both; what follows the last end counts as a line when
 * the stream ends. While the echo is off the terminal edits nothing itself, so erasing (DEL, BS,
 * Ctrl-U) is done here, and Ctrl-C or Ctrl-D ends the input.
 */
export function typedLines(input: Typing): TypedLines {
  const lines: string[] = [];
  let rest = '';
  let ended = false;
  let skipLineFeed = false;
  let wake: (() => void) | null = null;
  const end = () => {
    if (rest !== '' && !rest.includes(interrupt) && !rest.includes(endOfInput)) lines.push(erased(rest));
    rest = '';
    ended = true;
    wake?.();
  };
  const hear = (chunk: string) => {
    // a CR is Enter at once; a LF that follows it is its other half
    const text = skipLineFeed && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    skipLineFeed = chunk.endsWith('\r');
    const parts = (rest + text).split(/\r\n|\n|\r/);
    rest = parts.pop() ?? '';
    lines.push(...parts.map(erased));
    if (rest.includes(interrupt) || rest.includes(endOfInput)) end();
    wake?.();
  };
  input.setEncoding('utf8');
  input.on('data', hear);
  input.on('end', end);
  input.on('close', end);
  input.on('error', end);
  input.resume();
  const wait = async (signal: AbortSignal | null) => {
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) return line;
      if (ended) return null;
      if (signal?.aborted) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
      wake = null;
    }
  };
  return {
    next: async () => (await wait(null)) ?? null,
    nextUntil: wait,
    switched: () => {
      skipLineFeed = false;
    },
    close: () => {
      input.off('data', hear);
      input.off('end', end);
      input.off('close', end);
      input.off('error', end);
      input.pause();
    },
  };
}

function erased(line: string): string {
  let text = '';
  for (const sign of line) {
    if (sign === '\x7f' || sign === '\b') text = [...text].slice(0, -1).join('');
    else if (sign === '\x15') text = '';
    else text += sign;
  }
  return text;
}
