/**
 * SHA-256 (FIPS 180-4) of a short text in UTF-8, as 32 bytes. Written out because this folder
 * is pure and `naar check` should not load a cryptography library to derive one prefix.
 */
export function sha256(text: string): Uint8Array {
  const message = padded(new TextEncoder().encode(text));
  const state = roots(8, 1 / 2);
  const constants = roots(64, 1 / 3);
  for (let at = 0; at < message.byteLength; at += 64) compress(state, constants, message, at);
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) digest.setUint32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

/** A one bit, zeros, and the length in bits, to whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setUint32(message.length - 4, bytes.length * 8);
  return view;
}

/** First 32 bits of the fractions of the roots of the first primes: the constants of the standard. */
function roots(count: number, exponent: number): Uint32Array {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate += 1) {
    let divisor = 2;
    while (candidate % divisor !== 0) divisor += 1;
    const root = candidate ** exponent;
    if (divisor === candidate) words.push(Math.floor((root - Math.floor(root)) * 2 ** 32));
  }
  return Uint32Array.from(words);
}

function compress(state: Uint32Array, constants: Uint32Array, message: DataView, at: number): void {
  const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));
  const words = new Uint32Array(64);
  for (let index = 0; index < 64; index += 1) {
    const [older = 0, newer = 0] = [words[index - 15], words[index - 2]];
    const small = turn(older, 7) ^ turn(older, 18) ^ (older >>> 3);
    const large = turn(newer, 17) ^ turn(newer, 19) ^ (newer >>> 10);
    words[index] =
      index < 16
        ? message.getUint32(at + index * 4)
        : (words[index - 16] ?? 0) + small + (words[index - 7] ?? 0) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const choice = (e & f) ^ (~e & g);
    const first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + (constants[index] ?? 0) + (words[index] ?? 0);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}
