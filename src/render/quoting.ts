/**
 * A value in a pppd options file or in pap-secrets: double quotes, and one
 * backslash before every `"` and `\`. Carries everything but newline and NUL,
 * up to 255 bytes of UTF-8; the interview refuses the rest, so meeting it here
 * throws RangeError. Proven on the wire (router/lab-findings.md section 5).
 */
export function pppdQuote(text: string): string {
  refuse('\n\0', text, 'a pppd options file');
  if (new TextEncoder().encode(text).length > 255) {
    throw new RangeError('A text of more than 255 bytes cannot be written in a pppd options file.');
  }
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The UTF-8 bytes of a text, two hexadecimal digits each: what pppd and dhcpcd take as it stands. */
export function hexDigits(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A value in unbound.conf, which has two kinds of quotes and no way to escape
 * either: the one that does not occur in the text is used. Not carried, and
 * thrown as RangeError: newline, CR, NUL, a text with both kinds of quotes,
 * a text that ends in an odd number of backslashes. The interview lets no
 * such text reach a place that is written here.
 */
export function unboundString(text: string): string {
  refuse('\n\r\0', text, 'unbound.conf');
  const loose = /(?<!\\)(?:\\\\)*\\$/.test(text);
  if (loose || (text.includes('"') && text.includes("'"))) {
    throw new RangeError('A text with both kinds of quotes or a last backslash cannot be written in unbound.conf.');
  }
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/**
 * One word of a shell command, bare where no shell would read anything into
 * it, else in single quotes. Carries everything but NUL (RangeError).
 */
export function shellWord(text: string): string {
  refuse('\0', text, 'a shell script');
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * A string of an nftables ruleset (interface name, comment, log prefix). nft
 * has no escape, so `"`, newline and NUL throw RangeError, and so does a text
 * over 128 bytes, the longest comment it takes.
 */
export function nftString(text: string): string {
  refuse('"\n\0', text, 'an nftables ruleset');
  if (new TextEncoder().encode(text).length > 128) {
    throw new RangeError('A text of more than 128 bytes cannot be written in an nftables ruleset.');
  }
  return `"${text}"`;
}

function refuse(unwritable: string, text: string, place: string): void {
  const found = [...unwritable].find((sign) => text.includes(sign));
  if (found === undefined) return;
  const name = found === '\n' ? 'a newline' : `the character ${JSON.stringify(found)}`;
  throw new RangeError(`A text with ${name} cannot be written in ${place}.`);
}
