/** Way to a value in the answers: keys, and numbers for places in a list. */
export type Path = readonly (string | number)[];

/** A problem that knows its key but not yet its line: rules find these, `checkAnswers` places them. */
export type Finding = {
  readonly severity: 'error' | 'warning';
  readonly path: Path;
  /** Point at the value, or at the key (its name is what is wrong). */
  readonly at: 'value' | 'key';
  readonly message: string;
  readonly allowed: string | null;
  /** Place in the text where no path leads to it: bad YAML, a key written twice. */
  readonly offset?: number;
};

/** An objection to a value. */
export function error(path: Path, message: string, allowed: string | null = null): Finding {
  return finding('error', path, 'value', message, allowed);
}

/** An objection to a name. */
export function keyError(path: Path, message: string, allowed: string | null = null): Finding {
  return finding('error', path, 'key', message, allowed);
}

/** Something that works, but that the owner of the box should know. */
export function warning(path: Path, message: string, allowed: string | null = null): Finding {
  return finding('warning', path, 'value', message, allowed);
}

/** Names of the file stand in messages, also refused ones: nothing in them may steer the terminal. */
function finding(
  severity: Finding['severity'],
  path: Path,
  at: Finding['at'],
  message: string,
  allowed: string | null,
): Finding {
  return { severity, path, at, message: visible(message), allowed: allowed === null ? null : visible(allowed) };
}

/** `forwards[0].port`; the form in which a key is shown. */
export function dottedKey(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const name = printable(step, 64);
    return text === '' ? name : `${text}.${name}`;
  }, '');
}

/**
 * A value of the file, quoted for a message: control and invisible characters
 * written out (they could steer the terminal), long ones cut. Never for secrets.
 */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${printable(value, 48)}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of keys';
  return value === null || value === undefined ? 'an empty value' : String(value);
}

/** `one`, `one or two`, `one, two or three`. */
export function either(words: readonly string[], last = 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

function printable(text: string, length: number): string {
  const cut = [...text.slice(0, 2 * length)];
  const short = cut.length > length ? `${cut.slice(0, length - 3).join('')}...` : cut.join('');
  return visible(short);
}

function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
