import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Key, keysAtRest, nothingTyped, patience, readKeys, type Typing } from '../../../src/ui/tui/keys.ts';

/** Keys as words: text as it is, others by name. */
function words(keys: readonly Key[]): string[] {
  return keys.map((key) => {
    switch (key.name) {
      case 'text':
        return key.text;
      case 'paste':
        return `paste:${key.text}`;
      case 'control':
        return `ctrl-${key.letter}`;
      case 'position':
        return `at ${key.row};${key.column}`;
      case 'unreadable':
        return `bad:${key.byte.toString(16)}`;
      default:
        return key.name;
    }
  });
}

/** What some chunks of bytes are, and what is left when nothing more comes. */
function typed(...chunks: (string | number[])[]): string[] {
  let typing: Typing = nothingTyped;
  const keys: Key[] = [];
  for (const chunk of chunks) {
    const read = readKeys(typeof chunk === 'string' ? Buffer.from(chunk) : Uint8Array.from(chunk), typing);
    typing = read.typing;
    keys.push(...read.keys);
  }
  const rest = keysAtRest(typing);
  expect(patience(rest.typing)).toBe(null);
  return words([...keys, ...rest.keys]);
}

const key = '\x1b';

describe('bytes as keys', () => {
  it.each([
    ['letters, digits and signs', 'aZ9 ?/', ['a', 'Z', '9', ' ', '?', '/']],
    ['Enter, as CR or LF', '\ra\n', ['enter', 'a', 'enter']],
    ['Enter from a terminal that sends CR LF', '\r\na\r\n', ['enter', 'a', 'enter']],
    ['Enter over telnet, CR NUL', '\r\0a', ['enter', 'a']],
    ['two Enters', '\r\r', ['enter', 'enter']],
    ['both backspaces, and Tab', '\x7f\x08\t', ['backspace', 'backspace', 'tab']],
    ['Ctrl and a letter', '\x03\x0c\x15\x07\x01', ['ctrl-c', 'ctrl-l', 'ctrl-u', 'ctrl-g', 'ctrl-a']],
    ['other control bytes: nothing', '\0\x1c\x1d\x1e\x1f', []],
    ['arrows of a VT100', `${key}[A${key}[B${key}[C${key}[D`, ['up', 'down', 'right', 'left']],
    ['arrows in application mode', `${key}OA${key}OB${key}OC${key}OD`, ['up', 'down', 'right', 'left']],
    ['arrows with 8-bit CSI and SS3', [0x9b, 0x41, 0x8f, 0x42], ['up', 'down']],
    ['arrows with modifiers', `${key}[1;5A${key}[1;2B`, ['up', 'down']],
    [
      'Home and End of xterm, VT220, rxvt',
      `${key}[H${key}[F${key}[1~${key}[4~${key}[7~${key}[8~${key}OH${key}OF`,
      ['home', 'end', 'home', 'end', 'home', 'end', 'home', 'end'],
    ],
    ['Delete and the page keys', `${key}[3~${key}[5~${key}[6~`, ['delete', 'pageup', 'pagedown']],
    ['Enter of the keypad', `${key}OM`, ['enter']],
    ['Insert and function keys: nothing', `${key}[2~${key}OP${key}[15~${key}[24~${key}[[A${key}[[E`, []],
    ['Shift-Tab: nothing', `${key}[Z`, []],
    ['answers of a terminal: only its size counts', `${key}[?1;2c${key}[24;80R${key}[0n${key}[I`, ['at 24;80']],
    ['a mouse report: nothing typed', `${key}[<0;10;10M`, []],
    ['Esc alone', key, ['escape']],
    ['Esc, then a letter quickly', `${key}j`, ['escape', 'j']],
    ['Esc twice', `${key}${key}`, ['escape', 'escape']],
    ['Esc, then an arrow', `${key}${key}[A`, ['escape', 'up']],
    ['half a sequence: nothing', `${key}[1;`, []],
    ['a sequence that breaks off in the middle', `${key}[1;\rx`, ['enter', 'x']],
    ['a sequence without end', `${key}[${'1'.repeat(60)}x`, ['1'.repeat(30).split(''), 'x'].flat()],
    ['letters beyond ASCII', '\u00e9\u20ac\u{1f600}', ['\u00e9', '\u20ac', '\u{1f600}']],
    ['Latin-1 in place of UTF-8', [0x61, 0xe9, 0x62], ['a', 'bad:e9', 'b']],
    ['half a character at the end', [0xc3], ['bad:c3']],
    ['bytes that are never UTF-8', [0xff, 0xc0, 0x80], ['bad:ff', 'bad:c0', 'bad:80']],
    ['C1 controls in UTF-8', [0xc2, 0x85], ['bad:c2', 'bad:85']],
    ['a marked paste', `${key}[200~ab\tc\r\nd${key}[A\n${key}[201~x`, ['paste:ab cd[A', 'x']],
    ['a marked paste that never ends', `${key}[200~abc`, ['paste:abc']],
  ] as const)('%s', (_, bytes, expected) => {
    const input = typeof bytes === 'string' ? bytes : [...bytes];
    expect(typed(input)).toEqual(expected);
  });

  it('waits longer for the rest of a sequence than a network splits it, and never for ever', () => {
    const { keys, typing } = readKeys(Buffer.from('\x1b'), nothingTyped);
    expect([keys, patience(typing)]).toEqual([[], 100]);
    expect(words(readKeys(Buffer.from('[B'), typing).keys)).toEqual(['down']);
    expect(patience(readKeys(Buffer.from('\x1b['), nothingTyped).typing)).toBe(300);
    expect(patience(readKeys(Buffer.from('\x1b[200~a'), nothingTyped).typing)).toBe(1000);
    expect(patience(readKeys(Buffer.from('a'), nothingTyped).typing)).toBe(null);
  });

  it.each([700, 4000])('takes a pasted text of %i characters whole, in any pieces', (length) => {
    const text = Array.from({ length }, (_, index) => String.fromCharCode(32 + (index % 95))).join('');
    for (const size of [1, 7, 64, length]) {
      const chunks = text.match(new RegExp(`.{1,${size}}`, 'gs'))!;
      expect(typed(...chunks).join('')).toBe(text);
    }
  });

  it('means the same however the bytes are split', () => {
    const piece = fc.constantFrom(
      'a',
      '\r',
      '\n',
      '\x1b',
      '\x1b[A',
      '\x1bOB',
      '\u00e9',
      '\u{1f600}',
      '\x1b[200~p\rq\x1b[201~',
      '\x1b[24;80R',
      '[',
      'O',
      '1',
      '~',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 6 }), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''));
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, index) => [...bytes.subarray(at[index]!, end)]);
        expect(typed(...chunks)).toEqual(typed([...bytes]));
      }),
      { numRuns: 2000 },
    );
  });
});
