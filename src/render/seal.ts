import { createHash } from 'node:crypto';

/**
 * naar signs what it writes with a digest in the last line, so that a change made
 * by hand is seen later and never overwritten in silence. A comment in Nix, shell and YAML.
 */
export function seal(text: string): string {
  return `${text}${mark}${digest(text)}\n`;
}

/** Whether a text is just as naar wrote it. */
export function isSealed(text: string): boolean {
  const at = text.trimEnd().lastIndexOf('\n') + 1;
  return at > 0 && text === seal(text.slice(0, at));
}

/** The digest that stands in a text, fitting or not; null where the line is gone. The last one counts. */
export function sealOf(text: string): string | null {
  const at = text.lastIndexOf(mark);
  return at < 0 ? null : (/^[0-9a-f]{16}/.exec(text.slice(at + mark.length))?.[0] ?? null);
}

const mark = '# Written by naar; digest of the lines above: ';

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
