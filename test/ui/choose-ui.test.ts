import { describe, expect, it } from 'vitest';
import { chooseUi, isAscii } from '../../src/ui/choose-ui.ts';

const tty = { inputIsTty: true, outputIsTty: true };

describe('which way to ask', () => {
  it.each([
    ['auto', 'vt220', true, 'tui'],
    ['auto', 'xterm-256color', true, 'tui'],
    ['auto', 'linux', true, 'tui'],
    ['auto', 'hp2621', true, 'lines'],
    ['auto', 'dumb', true, 'plain'],
    ['auto', '', true, 'plain'],
    ['auto', 'vt220', false, 'plain'],
    ['tui', 'hp2621', true, 'tui'],
    ['tui', 'dumb', true, 'plain'],
    ['tui', 'vt220', false, 'plain'],
    ['lines', 'vt220', true, 'lines'],
    ['plain', 'vt220', true, 'plain'],
  ] as const)('--ui %s with TERM=%s (a terminal: %s) is %s', (wanted, term, isTty, ui) => {
    const chosen = chooseUi(wanted, { term, ...(isTty ? tty : { ...tty, inputIsTty: false }) });
    expect(chosen.ui).toBe(ui);
    expect(chosen.why.length).toBeGreaterThan(10);
  });
});

describe('signs beyond ASCII', () => {
  it.each([
    ['vt220', 'en_US.UTF-8', true],
    ['linux', 'C.UTF-8', true],
    ['xterm-256color', 'C', true],
    ['xterm-256color', '', true],
    ['xterm-256color', 'de_DE.utf8', false],
    ['tmux-256color', 'C.UTF-8', false],
  ])('TERM=%s, locale %s: ASCII only is %s', (term, locale, ascii) => expect(isAscii(term, locale)).toBe(ascii));
});
