import { EventEmitter } from 'node:events';

/** Keys for one prompt after the other: what is typed before a prompt is there waits for it. */
export type TypedInput = {
  /** What a prompt reads from. It is no terminal of its own: raw mode is somebody else's. */
  readonly stream: NodeJS.ReadableStream;
  bytes(bytes: Uint8Array): void;
  /** Opens a prompt, which has the keys until it is answered; `text`: letters mean nothing but themselves there. */
  during<Answer>(prompt: () => Promise<Answer>, text?: boolean): Promise<Answer>;
  /** Aborted as soon as a key waits for the next prompt: nobody shall be kept waiting who typed already. */
  typedAhead(): AbortSignal;
};

/**
 * A prompt reads whole chunks and throws away what follows its Enter; two prompts typed at
 * once would be one. So each gets its keys up to Enter, a piece a turn, and the rest waits; letters
 * of a text wait until what was written so far is `out`.
 */
export function typedInput(out: () => Promise<void> = async () => {}): TypedInput {
  const stream = Object.assign(new EventEmitter(), { pause: () => stream, resume: () => stream }) as EventEmitter;
  let waiting: string[] = [];
  let prompts = 0;
  let takesText = false;
  let feeding = false;
  let afterReturn = false;
  let ahead = new AbortController();

  async function feed(): Promise<void> {
    if (feeding) return;
    feeding = true;
    while (prompts > 0 && waiting.length > 0) {
      // more of a text may come meanwhile; a line that is stopped must not keep Ctrl-C away
      if (takesText && isLetters(waiting[0]!)) await Promise.race([out(), longEnough()]);
      // a list is looked through, and an answer judged, before the next key counts
      await turn();
      if (prompts === 0) break;
      give(waiting.shift()!);
      await turn();
    }
    feeding = false;
  }

  /** A prompt paints all of its text again for each key: a pasted key of 700 letters would take half a minute of line. */
  function give(piece: string): void {
    if (takesText && isLetters(piece)) stream.emit('keypress', piece, { sequence: piece });
    else stream.emit('data', Buffer.from(piece, 'latin1'));
  }

  return {
    stream: stream as unknown as NodeJS.ReadableStream,
    bytes(bytes) {
      let text = Buffer.from(bytes).toString('latin1');
      // a terminal that ends lines with CR LF pressed Enter once
      if (afterReturn && text.startsWith('\n')) text = text.slice(1);
      afterReturn = text.endsWith('\r');
      const interrupt = text.lastIndexOf('\x03');
      // who presses Ctrl-C does not want what was typed before it any more
      if (interrupt >= 0) waiting = ['\x03'];
      const keys = text.slice(interrupt + 1);
      const [first = '', ...others] = keys.split(/(\r\n|\r|\n)/).filter((piece) => piece !== '');
      const last = waiting.at(-1) ?? '';
      if (isLetters(first) && isLetters(last)) waiting[waiting.length - 1] = last + first;
      else if (first !== '') waiting.push(first);
      waiting.push(...others);
      if (waiting.length === 0) return;
      ahead.abort();
      void feed();
    },
    async during(prompt, text = false) {
      const answer = prompt();
      takesText = text;
      prompts += 1;
      void feed();
      try {
        return await answer;
      } finally {
        prompts -= 1;
      }
    },
    typedAhead() {
      ahead = new AbortController();
      if (waiting.length > 0) ahead.abort();
      return ahead.signal;
    },
  };
}

function isLetters(piece: string): boolean {
  return /^[ -~]+$/.test(piece);
}

function longEnough(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500).unref());
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
