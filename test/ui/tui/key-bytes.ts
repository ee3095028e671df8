/** Bytes of a text with keys by name. */
export function keyBytes(text: string): string {
  return text.replace(/<([a-z-]+)>/g, (whole, name: string) => named[name] ?? whole);
}

const named: Readonly<Record<string, string>> = {
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[1~',
  end: '\x1b[4~',
  pgup: '\x1b[5~',
  pgdn: '\x1b[6~',
  back: '\x7f',
  'ctrl-c': '\x03',
  'ctrl-e': '\x05',
  'ctrl-g': '\x07',
  'ctrl-l': '\x0c',
  'ctrl-u': '\x15',
};
