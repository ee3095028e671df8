/** Every sign that is more than a letter, with its partner in ASCII: a terminal may show nothing else. */
export type Glyphs = Readonly<Record<keyof typeof table, string>>;

/**
 * The signs to draw with: ASCII where the terminal or its font has no other (`--ascii`, the Linux
 * console, most serial programs).
 */
export function glyphsFor(ascii: boolean): Glyphs {
  const column = ascii ? 0 : 1;
  return Object.fromEntries(Object.entries(table).map(([name, pair]) => [name, pair[column]])) as Glyphs;
}

const table = {
  /** Before the option that Enter takes, and before a field to type in. */
  marker: ['>', '\u203a'],
  /** The line under the heading. */
  rule: ['-', '\u2500'],
  checked: ['[x]', '[x]'],
  unchecked: ['[ ]', '[ ]'],
  /** In place of the number of an option that cannot be taken. */
  refused: ['-', '-'],
  /** Before an objection. */
  objection: ['!', '!'],
  /** Text goes on beyond the edge of the field. */
  cutLeft: ['<', '\u2039'],
  cutRight: ['>', '\u203a'],
} as const satisfies Record<string, readonly [ascii: string, unicode: string]>;
