/** The three ways to ask. */
export type Ui = 'tui' | 'lines' | 'plain';

/** Terminals that know what a VT100 knows, by the start of TERM. */
const capable = [
  'vt',
  'xterm',
  'linux',
  'screen',
  'tmux',
  'rxvt',
  'putty',
  'ansi',
  'alacritty',
  'kitty',
  'foot',
  'wezterm',
  'minicom',
  'cygwin',
  'konsole',
  'gnome',
  'st-',
  'contour',
  'ghostty',
];

/** Which way to ask, and why, in a phrase for the first screen. `wanted` is `--ui`. */
export function chooseUi(
  wanted: 'auto' | Ui,
  terminal: { readonly term: string; readonly inputIsTty: boolean; readonly outputIsTty: boolean },
): { readonly ui: Ui; readonly why: string } {
  const { term, inputIsTty, outputIsTty } = terminal;
  const tty = inputIsTty && outputIsTty;
  if (wanted === 'plain') return { ui: 'plain', why: 'plain lines, as --ui says' };
  if (!tty) return { ui: 'plain', why: 'plain lines, because this is not a terminal' };
  if (term === '' || term === 'dumb' || term === 'unknown')
    return { ui: 'plain', why: `plain lines, because TERM is "${term || 'not set'}"; try --ui tui` };
  if (wanted !== 'auto') return { ui: wanted, why: `${wanted === 'tui' ? 'screens' : 'prompts'}, as --ui says` };
  if (capable.some((start) => term.startsWith(start)))
    return { ui: 'tui', why: `screens, which TERM=${term} can show; --ui lines and --ui plain are simpler` };
  return { ui: 'lines', why: `prompts, because TERM=${term} is not known; --ui tui for screens` };
}

/**
 * Whether signs beyond ASCII may be shown: only where the person's locale says UTF-8 and the
 * terminal is a window. A serial line (vt100, vt220, linux) shows what its far end was set to,
 * and nobody knows that.
 */
export function isAscii(term: string, locale: string): boolean {
  return !/utf-?8/i.test(locale) || !/^(xterm|tmux|screen|rxvt|alacritty|kitty|foot|wezterm|ghostty)/.test(term);
}
