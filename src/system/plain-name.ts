/**
 * A path or another name as it may stand in a sentence: control and invisible characters are
 * written out, so that it stays on its line and cannot steer the terminal.
 */
export function plainName(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
