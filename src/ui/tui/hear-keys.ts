import { type Key, keysAtRest, nothingTyped, patience, readKeys, type Typing } from './keys.ts';

/** Turns bytes as they come into keys; what stays unfinished for too long is decided by the clock. */
export function hearKeys(hear: (key: Key) => void): { bytes(bytes: Uint8Array): void } {
  let typing: Typing = nothingTyped;
  /** Counts what came, so that a clock that was late does not decide over the head of it. */
  let heard = 0;

  function take(read: { readonly keys: readonly Key[]; readonly typing: Typing }): void {
    typing = read.typing;
    heard += 1;
    const wait = patience(typing);
    if (wait !== null) waitFor(heard, wait);
    for (const key of read.keys) hear(key);
  }

  function waitFor(turn: number, milliseconds: number): void {
    const decide = () => {
      if (turn === heard) take(keysAtRest(typing));
    };
    // on a busy box the rest may have come long ago and only waits to be read
    setTimeout(() => setImmediate(decide), milliseconds).unref();
  }

  return { bytes: (bytes) => take(readKeys(bytes, typing)) };
}
