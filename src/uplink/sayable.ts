/**
 * What a foreign program or the far end of the line said, fit to be shown:
 * printable ASCII of one line, at most so many characters. A concentrator's name
 * may hold any byte, also those that would command the terminal.
 */
export function sayable(text: string, longest = 120): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, '?').trim();
  return plain.length > longest ? `${plain.slice(0, longest - 3)}...` : plain;
}
