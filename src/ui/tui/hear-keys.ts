import { type Key, keysAtRest, nothingTyped, patience, readKeys, type Typing } from './keys.ts';

/** Turns bytes as they come into keys; what stays unfinished for too long is decided by the clock. */
export function hearKeys(hear: (key: Key) => void): { bytes(bytes: Uint8Array): void } {
  let typing: Typing = nothingTyped;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(read: { readonly keys: readonly Key[]; readonly typing: Typing }): void {
    typing = read.typing;
    const wait = patience(typing);
    if (wait !== null) timer = setTimeout(() => take(keysAtRest(typing)), wait);
    for (const key of read.keys) hear(key);
  }

  return {
    bytes(bytes) {
      clearTimeout(timer);
      take(readKeys(bytes, typing));
    },
  };
}
