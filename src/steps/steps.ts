import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/** What will be done, in order, as data: a dry run prints the same list that a real run executes. */
export type Step = {
  readonly id: string;
  /** For the person: `Write the files of the router`. */
  readonly title: string;
  readonly actions: readonly Action[];
  /**
   * Looks whether the step's work is there already, in a run that goes on after another one;
   * without it the step is done each time.
   */
  readonly isDone?: (system: System) => Promise<boolean>;
};

/** One thing to do to the machine. Paths are absolute, modes as chmod takes them. */
export type Action =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'write'; readonly path: string; readonly text: string | Secret; readonly mode: number }
  | CommandAction
  | CheckAction;

/** A command of the system. Its arguments are seen by everybody, so nothing secret is among them. */
export type CommandAction = {
  readonly kind: 'command';
  readonly command: string;
  readonly args: readonly string[];
  /** Fed to standard input: a partition table, a password. */
  readonly input?: string | Secret;
  /** Milliseconds until it is ended; a minute unless said. */
  readonly timeout?: number;
  /** Its lines are told as they come, for the progress and the log; such a command gets no input. */
  readonly follow?: boolean;
  /** Its failure is a refusal: nothing has been destroyed yet, and nothing will be. */
  readonly refuses?: boolean;
  /** Exit statuses that are good beside 0. */
  readonly allowed?: readonly number[];
  /** One sentence for the person when it fails, and what to do then. */
  readonly failure: string;
  readonly next: string;
  /** Lines that say nothing of why it failed. */
  readonly noise?: RegExp;
  /** Knows better what its last lines mean, where they mean something known. */
  readonly trouble?: (lines: readonly string[]) => Trouble | null;
};

/** What failed in one sentence, and what to do then. */
export type Trouble = { readonly failure: string; readonly next: string };

/** Something that must hold before the next action. */
export type CheckAction = {
  readonly kind: 'check';
  /** What is looked at, for a dry run: `the disk is not in use`. */
  readonly words: string;
  /** null where it holds, else what is wrong in one sentence and what to do. */
  readonly look: (system: System) => Promise<Fault | null>;
  /** It takes so long that a person wants to know of it: its words are told before. */
  readonly slow?: boolean;
  /** A refusal is no failure: nothing has been done yet, and nothing will be. */
  readonly refuses?: boolean;
};

/** What does not hold: one sentence, what to do, and the lines that show it. */
export type Fault = { readonly problem: string; readonly next: string; readonly evidence?: readonly string[] };

/** A step that could not be done. `next` is what the person should do about it. */
export class StepFailure extends Error {
  readonly step: string;
  readonly next: string;
  /** The last lines that the failed command printed; nothing secret among them. */
  readonly evidence: readonly string[];

  constructor(step: string, message: string, next: string, evidence: readonly string[] = []) {
    super(message);
    this.step = step;
    this.next = next;
    this.evidence = evidence;
  }
}

/** Something naar does not do for safety's sake; nothing was changed. `next` is the way round it. */
export class Refusal extends Error {
  readonly next: string;
  /** Lines that show why, of a command that was asked. */
  readonly evidence: readonly string[];

  constructor(message: string, next: string, evidence: readonly string[] = []) {
    super(message);
    this.next = next;
    this.evidence = evidence;
  }
}
