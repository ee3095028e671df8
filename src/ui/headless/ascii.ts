/**
 * Text for any terminal and any log: letters that a serial console may not have are written out
 * (`\u{e4}`), and so is what could steer the terminal. Lines stay lines.
 */
export function ascii(text: string): string {
  return text.replace(/[^\n\x20-\x7e]/gu, (char) => plain[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON of the same meaning in ASCII alone. Ends in a newline. */
export function asciiJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Signs in naar's own words that have a plain form. */
const plain: { readonly [char: string]: string } = { '…': '...', '–': '-', '’': "'" };
