import type { Key } from '../keys.ts';
import type { Part } from './field.ts';

/** One line being typed: what stands before the cursor and what behind it. */
export type TypedLine = { readonly before: string; readonly after: string };

/** Nobody types more into one line; a file that was pasted by mistake must not fill the memory. */
const longest = 16_384;

/**
 * The line after a key; null where the key does not change lines. Ctrl-A is the prefix of
 * minicom, picocom and screen, so nothing depends on it.
 */
export function editLine(line: TypedLine, key: Key): TypedLine | null {
  const { before, after } = line;
  switch (key.name === 'control' ? `ctrl-${key.letter}` : key.name) {
    case 'text':
    case 'paste': {
      const text = 'text' in key ? key.text : '';
      return before.length + after.length + text.length > longest ? line : { before: before + text, after };
    }
    case 'backspace':
      return { before: before.replace(/.$/su, ''), after };
    case 'delete':
      return { before, after: after.replace(/^./su, '') };
    case 'left':
      return moved(line, before.replace(/.$/su, '').length);
    case 'right':
      return moved(line, before.length + (/^./su.exec(after)?.[0].length ?? 0));
    case 'home':
    case 'ctrl-a':
      return moved(line, 0);
    case 'end':
    case 'ctrl-e':
      return moved(line, before.length + after.length);
    case 'ctrl-u':
      return { before: '', after: '' };
    case 'ctrl-k':
      return { before, after: '' };
    case 'ctrl-w':
      return { before: before.replace(/\S+\s*$/u, ''), after };
    default:
      return null;
  }
}

/**
 * The part of a line that is seen, each character one cell. A long line is moved by half its
 * width at a time, so that nearly every typed character costs one byte.
 */
export function inputPart(line: TypedLine, columns: number, shown: (text: string) => string = (text) => text): Part {
  const before = Array.from(shown(line.before));
  const all = [...before, ...Array.from(shown(line.after))];
  // a sign before it, a sign for more on each side
  const width = columns - 3;
  const step = width >> 1;
  const from = before.length < width ? 0 : Math.ceil((before.length - width + 1) / step) * step;
  return {
    kind: 'input',
    label: null,
    text: all.slice(from, from + width).join(''),
    cursor: before.length - from,
    cut: { left: from > 0, right: all.length > from + width },
  };
}

function moved({ before, after }: TypedLine, to: number): TypedLine {
  const text = before + after;
  return { before: text.slice(0, to), after: text.slice(to) };
}
