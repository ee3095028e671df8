import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * The same device opened anew, so that a full line makes a write wait without stopping
 * naar, and without changing the descriptor that the shell shares with us. Where it may
 * not be opened (after `su`), the shared one has to do.
 */
export function openLine(fd: number): number {
  try {
    const line = openSync(`/proc/self/fd/${fd}`, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (isatty(line)) return line;
    closeSync(line);
  } catch {}
  return fd;
}
