import { inspect } from 'node:util';

const dots = '......';

/**
 * A value that must not be seen. Printed, stringified, logged or thrown it is six
 * dots; only the runner that writes it into its own file calls reveal().
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
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

  /** A secret made from this one (a password's hash, a file that holds it), without showing it. */
  map(change: (value: string) => string): Secret {
    return new Secret(change(this.#value));
  }
}
