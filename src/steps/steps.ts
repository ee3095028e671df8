import type { Secret } from '../system/secret.ts';

/** What will be done, in order, as data: a dry run prints the same list that a real run executes. */
export type Step = {
  readonly id: string;
  /** For the person: `Write the files of the router`. */
  readonly title: string;
  readonly actions: readonly Action[];
};

/** One thing to do to the machine. Paths are absolute, modes as chmod takes them. */
export type Action =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'write'; readonly path: string; readonly text: string | Secret; readonly mode: number };

/** A step that could not be done. `next` is what the person should do about it. */
export class StepFailure extends Error {
  readonly step: string;
  readonly next: string;

  constructor(step: string, message: string, next: string) {
    super(message);
    this.step = step;
    this.next = next;
  }
}

/** Something naar does not do for safety's sake; nothing was changed. `next` is the way round it. */
export class Refusal extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}
