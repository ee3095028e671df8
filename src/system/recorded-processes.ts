import type { Written } from './recorded.ts';
import type { Clock } from './recorded-clock.ts';
import { type Secret, textOf } from './secret.ts';
import type { RunEnd, Running, StartOptions } from './system.ts';

/** What happens on a recorded machine beyond what was recorded: files that change, and commands that do something. */
export type Play = {
  /** Text of a file at a moment, null where there is none; undefined: as recorded. `written` reads what naar wrote. */
  text(path: string, now: number, written: (path: string) => string | null): string | null | undefined;
  /** Names in a directory beside the recorded ones. */
  names(path: string): readonly string[];
  /** Acts a command and gives its exit status; null where it has no such part. */
  perform(command: string, args: readonly string[], stage: Stage): Promise<number> | null;
};

/** What a command of a play sees and may do. */
export type Stage = {
  /** What it got on its standard input. */
  readonly input: string;
  /** A file that naar or the play wrote. */
  read(path: string): string | null;
  write(path: string, text: string): void;
  tell(line: string): void;
  now(): number;
  /** Comes back early when the command is stopped. */
  wait(milliseconds: number): Promise<void>;
  stopped(): boolean;
  untilStopped(): Promise<void>;
};

/** The processes of a recorded machine: none is real, each has a number and a place in /proc while it lasts. */
export function recordedProcesses(play: Play | undefined, clock: Clock, writes: Map<string, Written>) {
  const read = (path: string) => textOf(writes.get(path)?.text ?? '') || null;
  const alive = new Map<number, { readonly words: readonly string[]; readonly stop: AbortController }>();
  let next = 4_001;
  const end = (process: number): boolean => {
    const found = alive.get(process);
    found?.stop.abort();
    return found !== undefined;
  };
  return {
    text(path: string): string | null | undefined {
      const number = Number(/^\/proc\/(\d+)\/cmdline$/.exec(path)?.[1]);
      const words = alive.get(number)?.words;
      return words === undefined ? play?.text(path, clock.now(), read) : words.map((word) => `${word}\0`).join('');
    },
    names: (path: string): readonly string[] => [
      ...(path === '/proc' ? [...alive.keys()].map(String) : []),
      ...(play?.names(path) ?? []),
    ],
    end,
    async start(
      command: string,
      args: readonly string[],
      options: StartOptions & { readonly input?: string | Secret },
    ): Promise<Running> {
      const { tell = () => {}, stop: asked, timeout } = options;
      const stop = new AbortController();
      const stage: Stage = {
        input: textOf(options.input ?? ''),
        read,
        write: (path, text) => void writes.set(path, { text, mode: 0o644 }),
        tell,
        now: () => clock.now(),
        wait: (milliseconds) => clock.wait(milliseconds, stop.signal),
        stopped: () => stop.signal.aborted,
        untilStopped: () =>
          new Promise((resolve) => {
            if (stop.signal.aborted) resolve();
            stop.signal.addEventListener('abort', () => resolve(), { once: true });
          }),
      };
      const acted = play?.perform(command, args, stage) ?? null;
      if (acted === null) return neverStarted(command);
      const process = next++;
      alive.set(process, { words: [command, ...args], stop });
      asked?.addEventListener('abort', () => end(process), { once: true });
      if (asked?.aborted) end(process);
      if (timeout !== undefined) void clock.wait(timeout, stop.signal).then(() => end(process));
      const ended = acted.then((code): RunEnd => {
        alive.delete(process);
        stop.abort();
        return { code, problem: null };
      });
      return {
        process,
        ended,
        stop() {
          end(process);
          return ended;
        },
        release() {},
      };
    },
  };
}

function neverStarted(command: string): Running {
  const ended = Promise.resolve({
    code: null,
    problem: `This is a recorded machine: it has no output of ${command}.`,
  });
  return { process: null, ended, stop: () => ended, release() {} };
}
