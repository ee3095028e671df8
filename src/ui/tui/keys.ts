import { type Sequence, sequenceAt } from './key-sequences.ts';

/** What a person did at the keyboard, whatever bytes their terminal sent for it. */
export type Key =
  /** One character, also a space. */
  | { readonly name: 'text'; readonly text: string }
  /** Text that the terminal marked as pasted: never a command, line breaks taken out. */
  | { readonly name: 'paste'; readonly text: string }
  /** Ctrl and a letter, in lower case. */
  | { readonly name: 'control'; readonly letter: string }
  /** Where the cursor stands, 1-based: the terminal's answer to CSI 6n. */
  | { readonly name: 'position'; readonly row: number; readonly column: number }
  /** A byte that is no UTF-8: it must not end up in a password as something else. */
  | { readonly name: 'unreadable'; readonly byte: number }
  | { readonly name: NamedKey };

/** Keys that are no letters, by what is printed on them. */
export type NamedKey =
  | 'enter'
  | 'escape'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'pageup'
  | 'pagedown';

/** What of the bytes so far is not yet a key. */
export type Typing = {
  /** The beginning of a sequence or of a character, as Latin-1. */
  readonly rest: string;
  /** A terminal that ends lines with CR LF pressed Enter once, not twice. */
  readonly afterReturn: boolean;
  /** The bytes of a paste that has begun. */
  readonly pasting: string | null;
};

/** Where a session begins: no sequence is open. */
export const nothingTyped: Typing = { rest: '', afterReturn: false, pasting: null };

/**
 * How long an unfinished sequence may take, in milliseconds, before `keysAtRest` is asked;
 * null where nothing is unfinished. A hop over the network (ser2net, an IP KVM) splits an
 * arrow key by some 60 ms; a person does not notice that a lone Esc waits.
 */
export function patience({ rest, pasting }: Typing): number | null {
  if (pasting !== null) return 1000;
  if (rest === '') return null;
  return rest === '\x1b' ? 100 : 300;
}

/** The keys in some bytes, read behind those that came before. */
export function readKeys(
  bytes: Uint8Array,
  before: Typing,
): { readonly keys: readonly Key[]; readonly typing: Typing } {
  const text = before.rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const keys: Key[] = [];
  let { afterReturn, pasting } = before;
  let at = 0;
  while (at < text.length) {
    if (pasting !== null) {
      const end = text.indexOf(pasteEnd, at);
      // the end mark may be split: its beginning is kept back
      const upTo = end === -1 ? Math.max(at, text.length - pasteEnd.length + 1) : end;
      pasting += text.slice(at, upTo);
      if (end === -1) return { keys, typing: { rest: text.slice(upTo), afterReturn: false, pasting } };
      keys.push(pasted(pasting));
      pasting = null;
      at = end + pasteEnd.length;
      continue;
    }
    const found = sequenceAt(text, at) ?? characterAt(text, at);
    if (found === 'unfinished') break;
    at += found.length;
    const swallowed = afterReturn && (found.byte === 0x0a || found.byte === 0x00);
    afterReturn = found.byte === 0x0d;
    if (found.key === 'paste') pasting = '';
    else if (found.key !== null && !swallowed) keys.push(found.key);
  }
  return { keys, typing: { rest: text.slice(at), afterReturn, pasting } };
}

/** What the unfinished bytes mean when nothing follows them: a lone Esc is the Esc key, half a sequence is nothing. */
export function keysAtRest({ rest, afterReturn, pasting }: Typing): {
  readonly keys: readonly Key[];
  readonly typing: Typing;
} {
  const typing = { rest: '', afterReturn, pasting: null };
  if (pasting !== null) return { keys: [pasted(pasting + rest)], typing };
  if (rest === '\x1b') return { keys: [{ name: 'escape' }], typing };
  if (rest === '' || rest.startsWith('\x1b')) return { keys: [], typing };
  return { keys: [...rest].map((byte) => ({ name: 'unreadable', byte: byte.charCodeAt(0) })), typing };
}

const pasteEnd = '\x1b[201~';

function pasted(latin1: string): Key {
  const text = Buffer.from(latin1, 'latin1').toString('utf8');
  return { name: 'paste', text: text.replaceAll('\t', ' ').replace(/\p{Cc}/gu, '') };
}

const controls: Readonly<Record<number, NamedKey>> = {
  8: 'backspace',
  9: 'tab',
  10: 'enter',
  13: 'enter',
  127: 'backspace',
};

/** One byte below 0x80, or one character of UTF-8. */
function characterAt(text: string, at: number): Sequence | 'unfinished' {
  const byte = text.charCodeAt(at);
  const named = controls[byte];
  if (named !== undefined) return { length: 1, byte, key: { name: named } };
  if (byte < 0x20) {
    const letter = String.fromCharCode(byte + 0x60);
    return { length: 1, byte, key: /[a-z]/.test(letter) ? { name: 'control', letter } : null };
  }
  if (byte < 0x80) return { length: 1, byte, key: { name: 'text', text: text[at]! } };
  const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
  const bytes = text.slice(at, at + length);
  const begun = byte >= 0xc2 && byte <= 0xf4 && /^.[\x80-\xbf]*$/s.test(bytes);
  if (begun && bytes.length < length) return 'unfinished';
  const character = Buffer.from(bytes, 'latin1').toString('utf8');
  // C1 controls are no text either
  if (begun && !/[\ufffd\x80-\x9f]/.test(character)) return { length, byte, key: { name: 'text', text: character } };
  return { length: 1, byte, key: { name: 'unreadable', byte } };
}
