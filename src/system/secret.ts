import { inspect } from 'node:util';

const dots = '......';

/**
 * A value that must not be seen. Printed, stringified, logged or thrown it is six
 * dots; only the door to the machine (`textOf`) takes it apart, to write it into its own file
 * or to hand it to a command's standard input.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Called by textOf and by nobody else. */
  reveal(): string {
    return this.#value;
  }

  /** A text with this secret blotted out wherever it stands in it: for what a foreign program said. */
  blot(text: string): string {
    return this.#value === '' ? text : text.replaceAll(this.#value, dots);
  }

  toString(): string {
    return dots;
  }

  toJSON(): string {
    return dots;
  }

  [inspect.custom](): string {
    return dots;
  }

  /** Whether it is this text, without showing it. */
  equals(text: string): boolean {
    return this.#value === text;
  }

  /** A secret made from this one (a password's hash, a file that holds it), without showing it. */
  map(change: (value: string) => string): Secret {
    return new Secret(change(this.#value));
  }

  /** This secret with another one behind it, for a file that holds both. */
  and(other: Secret): Secret {
    return new Secret(this.#value + other.#value);
  }
}

/** The text itself: what the door writes or feeds to a command. The one place that reveals a secret. */
export function textOf(text: string | Secret): string {
  return text instanceof Secret ? text.reveal() : text;
}
