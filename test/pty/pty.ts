import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program on a pseudo terminal of its own, with this terminal as its controlling one. */
export type Pty = {
  readonly pid: number;
  /** `/dev/pts/4`. */
  readonly device: string;
  type(text: string): Promise<void>;
  /** Waits until this was written, at most 30 seconds; false where it was not. */
  until(text: string): Promise<boolean>;
  /** Reads what comes for so long. */
  pump(seconds: number): Promise<void>;
  /** Exit status, negative for a signal; null where it still runs after 30 seconds. */
  ended(seconds?: number): Promise<number | null>;
  signal(name: 'SIGTERM' | 'SIGHUP' | 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** The cable is pulled: the other end is closed. */
  hangUp(): Promise<void>;
  /** The terminal takes no more bytes, as after XOFF. */
  stop(): Promise<void>;
  /** What the terminal is set to, whether or not the program still runs. */
  flags(): Promise<Readonly<Record<'isig' | 'icanon' | 'echo' | 'icrnl' | 'opost' | 'onlcr', boolean>>>;
  /** The window gets another size, and the program hears of it. */
  resize(columns: number, rows: number): Promise<void>;
  /** Columns and rows that the kernel holds. */
  size(): Promise<readonly [number, number]>;
  output(): Promise<string>;
  /** Files that the program has open. */
  files(): Promise<number>;
  close(): void;
};

/** What a terminal is like at a prompt. */
export const sane = { isig: true, icanon: true, echo: true, icrnl: true, opost: true, onlcr: true } as const;

/** `answer`: rows and columns that the terminal says when it is asked; null where it says nothing. */
export async function onPty(
  command: readonly string[],
  { env = {}, columns = 80, rows = 24, answer = null as readonly [number, number] | null, typed = '' } = {},
): Promise<Pty> {
  const agent = spawn('python3', [join(import.meta.dirname, 'agent.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(agent.stdout)[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  const ask = <Answer>(request: object): Promise<Answer> => {
    const answered = turn.then(async () => {
      agent.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The agent of the pseudo terminal is gone.');
      return JSON.parse(value) as Answer;
    });
    turn = answered.catch(() => {});
    return answered;
  };
  const type = (text: string) => ask<void>({ do: 'type', bytes: Buffer.from(text).toString('base64') });
  const [pid, device] = await ask<[number, string]>({ do: 'start', command, env, columns, rows, answer });
  if (typed !== '') await type(typed);
  return {
    pid,
    device,
    type,
    until: (text) => ask({ do: 'until', text, seconds: 30 }),
    pump: (seconds) => ask({ do: 'pump', seconds }),
    ended: (seconds = 30) => ask({ do: 'ended', seconds }),
    signal: (name) => ask({ do: 'signal', name }),
    hangUp: () => ask({ do: 'hangUp' }),
    stop: () => ask({ do: 'stop' }),
    flags: () => ask({ do: 'flags' }),
    resize: (wide, high) => ask({ do: 'resize', columns: wide, rows: high }),
    size: () => ask({ do: 'size' }),
    output: async () => Buffer.from(await ask<string>({ do: 'output' }), 'base64').toString(),
    files: () => ask({ do: 'files' }),
    close: () => agent.stdin.end(),
  };
}
