import { rmSync } from 'node:fs';

/** Removes a folder in which processes worked that may be leaving still: socat and tmux take their own names away. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
