/**
 * Text as it may go to the terminal: one character is one cell. Control characters of a
 * device's name never reach the line, and what is wider than a cell or joins another
 * (emoji, CJK, combining marks) is a question mark, so that columns hold everywhere.
 * In ASCII, accents are left out and typographic signs become plain ones.
 */
export function cellsOf(text: string, ascii: boolean): string {
  if (plain.test(text)) return text;
  if (!ascii) return replaced(text.normalize('NFC'), narrow);
  const simple = text.normalize('NFD').replace(/\p{Mn}/gu, '');
  return replaced(
    simple.replace(/[\u2018\u2019\u201c\u201d\u2010-\u2015]/g, (sign) => plainSigns[sign] ?? '-'),
    /^[ -~]$/,
  );
}

const plain = /^[ -~]*$/;
const plainSigns: Readonly<Record<string, string>> = { '\u2018': "'", '\u2019': "'", '\u201c': '"', '\u201d': '"' };
/** Characters that take one cell in every terminal that knows them. */
const narrow =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2500-\u257f]$/;

function replaced(text: string, allowed: RegExp): string {
  return Array.from(text, (character) => (allowed.test(character) ? character : '?')).join('');
}
