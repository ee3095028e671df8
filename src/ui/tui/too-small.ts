import type { TerminalSize } from '../../system/terminal.ts';
import { type Sheet, smallestTerminal } from './layout.ts';

/** In place of a question, while the terminal has no room for it. */
export function tooSmallSheet({ columns, rows }: TerminalSize): Sheet {
  const { columns: wide, rows: high } = smallestTerminal;
  return {
    place: null,
    title: `This terminal has ${columns}x${rows} characters.`,
    text: [
      `The screens need ${wide}x${high}. Make it larger and press Ctrl-L to go on here, or press Enter to go on with plain lines.`,
    ],
    notice: [],
    objection: null,
    field: null,
    keys: ['Enter: plain lines', 'Ctrl-L: look again'],
  };
}
