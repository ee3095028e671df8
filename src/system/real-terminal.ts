import { readlinkSync, writeSync } from 'node:fs';
import process from 'node:process';
import { isatty, type WriteStream } from 'node:tty';
import { quietKernel, restoreKernel } from './kernel-messages.ts';
import { isOnConsole } from './on-console.ts';
import { openLine } from './open-line.ts';
import { readyLine, rightedTerminal, stty } from './stty.ts';
import type { System } from './system.ts';
import type { Terminal, TerminalListener } from './terminal.ts';
import { guardTerminal, type TerminalGuard } from './terminal-guard.ts';

/** The terminal on naar's standard input and output (or error); null where there is none. `system` says whose kernel is kept quiet. */
export function realTerminal(system: System): Terminal | null {
  const stream = isatty(1) ? process.stdout : isatty(2) ? process.stderr : null;
  if (!isatty(0) || stream === null) return null;
  const { stdin } = process;
  const device = deviceOf(stream.fd);
  const window = device.startsWith('/dev/pts/');
  const onConsole = !window || isOnConsole();
  let output: number | null = null;
  let held: Held | null = null;
  let over = false;
  let leaving = false;
  let bytesPerSecond = 11_520;
  let writing = Promise.resolve();

  function hold(listener: TerminalListener): void {
    // first of all: from here on keys are neither echoed nor lost, and Ctrl-C is a key
    raw(true);
    output ??= openLine(stream!.fd);
    const line = output;
    const gone = () => {
      if (!leaving) listener.gone();
      leaving = true;
    };
    const on = {
      data: (bytes: Buffer) => listener.bytes(bytes),
      resize: () => listener.changed(),
      continued: () => {
        raw(false);
        raw(true);
        listener.changed();
      },
      // however the process ends; the guard does the rest
      exit: () => {
        undo();
        raw(false);
        put(line, '\x1b[m\n');
      },
    };
    const undo = () => {
      stdin.off('data', on.data).off('end', gone).off('error', gone).pause();
      // a hang-up after the end must not be an error that nobody hears
      stdin.on('error', () => {});
      stream!.off('resize', on.resize);
      for (const signal of endings) process.off(signal, gone);
      process.off('SIGCONT', on.continued).off('exit', on.exit).off('uncaughtExceptionMonitor', on.exit);
    };
    stdin.on('data', on.data).on('end', gone).on('error', gone).resume();
    stream!.on('resize', on.resize);
    for (const signal of endings) process.on(signal, gone);
    process.on('SIGCONT', on.continued).on('exit', on.exit).on('uncaughtExceptionMonitor', on.exit);
    held = { ready: prepare(line), undo, gone };
  }

  async function prepare(line: number): Promise<TerminalGuard> {
    // messages of the kernel come to consoles, not to windows
    const level = onConsole ? await quietKernel(system) : null;
    const speed = await readyLine(line);
    if (!window) bytesPerSecond = speed ?? bytesPerSecond;
    return guardTerminal(line, level);
  }

  async function release(): Promise<void> {
    if (held === null) return;
    const { ready, undo } = held;
    held = null;
    const guard = await ready;
    await writing;
    undo();
    raw(false);
    if (guard.level !== null) await restoreKernel(system, guard.level);
    guard.dismiss();
    if (output !== null && !over) await rightedTerminal(output);
  }

  function hungUp(): void {
    over = true;
    held?.gone();
  }

  function raw(on: boolean): void {
    try {
      stdin.setRawMode(on);
    } catch {
      // where the line has been hung up there is nothing to set
      setImmediate(hungUp);
    }
  }

  async function write(bytes: string): Promise<void> {
    const earlier = writing;
    writing = (async () => {
      await earlier;
      let rest: Uint8Array = Buffer.from(bytes);
      let progress = performance.now();
      while (!over && output !== null) {
        const taken = put(output, rest);
        if (taken === 'gone') return hungUp();
        rest = rest.subarray(taken);
        if (rest.length === 0) return;
        if (taken > 0) progress = performance.now();
        if (leaving && performance.now() - progress > 500) return;
        // the line is full or stopped: keys and signals are still heard meanwhile
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    return writing;
  }

  return {
    hold,
    release,
    write,
    size() {
      const [columns, rows] = (stream as WriteStream).getWindowSize();
      return columns > 0 && rows > 0 ? { columns, rows, sure: !onConsole || /^\/dev\/tty\d+$/.test(device) } : null;
    },
    async tellSize({ columns, rows }) {
      process.env.COLUMNS = String(columns);
      process.env.LINES = String(rows);
      if (output !== null) await stty(output, ['rows', String(rows), 'cols', String(columns)]);
    },
    get bytesPerSecond() {
      return bytesPerSecond;
    },
  };
}

type Held = { readonly ready: Promise<TerminalGuard>; undo(): void; gone(): void };

const endings = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

function deviceOf(fd: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

/** Writes what the line takes at once: how many bytes, or that nobody is there. */
function put(line: number, bytes: Uint8Array | string): number | 'gone' {
  try {
    return writeSync(line, bytes as Uint8Array);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : 'gone';
  }
}
