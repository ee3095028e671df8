import type { Key, NamedKey } from './keys.ts';

/** A key and the bytes it took; `paste` begins a paste, null is a sequence that means nothing here. */
export type Sequence = { readonly length: number; readonly byte: number; readonly key: Key | 'paste' | null };

/**
 * The key sequence that begins at a place of the bytes (as Latin-1); null where none begins,
 * `unfinished` where more must come. VT100 and VT220 (also with 8-bit CSI and SS3), xterm,
 * PuTTY, rxvt, the Linux console and minicom send these; what is not in the tables is dropped
 * whole, so that a function key never types its own name.
 */
export function sequenceAt(text: string, at: number): Sequence | 'unfinished' | null {
  const byte = text.charCodeAt(at);
  if (byte !== 0x1b && byte !== 0x9b && byte !== 0x8f) return null;
  const rest = text.slice(at, at + longest);
  if (rest.length < longest && unfinished.test(rest)) return 'unfinished';
  const linuxFunction = /^\x1b\[\[./s.exec(rest);
  if (linuxFunction !== null) return { length: linuxFunction[0].length, byte, key: null };
  const single = /^(?:\x1bO|\x8f)([ -~])/.exec(rest);
  if (single !== null) return { length: single[0].length, byte, key: named(letters[single[1]!]) };
  const control = /^(?:\x1b\[|\x9b)([0-?]*)[ -/]*([@-~])/.exec(rest);
  if (control !== null) return { length: control[0].length, byte, key: controlKey(control[1]!, control[2]!) };
  const broken = /^(?:\x1b\[|\x9b)[ -?]*/.exec(rest);
  if (broken !== null) return { length: broken[0].length, byte, key: null };
  if (byte === 0x8f) return { length: 1, byte, key: null };
  // Esc and then another key, pressed quickly: there is no Alt here
  return { length: 1, byte, key: { name: 'escape' } };
}

/** No sequence is longer; a broken line must not make us wait for the end of one for ever. */
const longest = 32;
const unfinished = /^(?:\x1b(?:O|\[\[?[0-?]*[ -/]*)?|\x9b[0-?]*[ -/]*|\x8f)$/;

/** The last character of a sequence, with or without modifiers in between. */
const letters: Readonly<Record<string, NamedKey>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  M: 'enter', // Enter of the keypad
};

/** The number before a tilde. */
const numbers: Readonly<Record<string, NamedKey>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};

function controlKey(parameters: string, final: string): Sequence['key'] {
  const values = parameters.split(';');
  if (final === '~' && values[0] === '200') return 'paste';
  if (final === '~') return named(numbers[values[0]!]);
  if (final === 'R' && values.length === 2) {
    const [row, column] = values.map(Number);
    return row! > 0 && column! > 0 ? { name: 'position', row: row!, column: column! } : null;
  }
  return final === 'M' ? null : named(letters[final]);
}

function named(name: NamedKey | undefined): Key | null {
  return name === undefined ? null : { name };
}
