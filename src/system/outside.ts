/**
 * Tells of Ctrl-C, a closed terminal and an order to end. The signal that comes back is aborted
 * then, and `act` is called each time.
 */
export function watchSignals(act: () => void): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
      act();
    });
  }
  return stop.signal;
}

/** Aborted when the terminal is gone: nobody is there any more, as against one who types Ctrl-C. */
export function terminalGone(): AbortSignal {
  const gone = new AbortController();
  process.on('SIGHUP', () => gone.abort());
  return gone.signal;
}

/**
 * Watches the two outputs. `enough`: the reader of the data closed the pipe, as `head` does.
 * `lost`: data could not be written; `reason` completes "because". Words that nobody reads any
 * more (a pipe or a terminal that is gone) stop nothing.
 */
export function watchOutputs(enough: () => void, lost: (reason: string) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') enough();
    else lost(error.code === 'ENOSPC' ? 'the disk is full' : (error.code ?? error.message));
  });
  process.stderr.on('error', () => {});
}
