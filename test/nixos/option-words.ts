import { nearest } from '../../src/interview/nearest.ts';
import { nixName } from '../../src/render/nix.ts';

/** Where in a configuration something stands: names of options, and places in lists from 0. */
export type OptionPath = readonly (string | number)[];

/** A path as a person would write it: `boot.kernelModules.#2`. */
export function words(path: OptionPath): string {
  return path.map((part) => (typeof part === 'number' ? `#${part + 1}` : nixName(part))).join('.');
}

/** A value in short, for a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The sentence about a name that the table does not know, with the nearest one that it does. */
export function unknown(path: OptionPath, known: Iterable<string>): string {
  const near = nearest(
    String(path.at(-1)),
    [...known].filter((name) => !name.includes('<')),
  );
  return `${words(path)} is not in the table of NixOS options${near === null ? '' : ` (${near}?)`}.`;
}
