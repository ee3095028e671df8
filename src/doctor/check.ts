import type { Facts } from '../facts/facts.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import type { System } from '../system/system.ts';

/** The router that is looked at: the machine, what it is, and what it was built to be. */
export type Patient = { readonly system: System; readonly facts: Facts; readonly plan: RouterPlan };

/**
 * What one look found. `well` and `note` need nothing now; `ill` has a next step;
 * `unknown` could not be looked at (no right to, a tool is missing).
 */
export type Diagnosis =
  | { readonly verdict: 'well'; readonly words: string }
  | { readonly verdict: 'note' | 'ill' | 'unknown'; readonly words: string; readonly next: string };

/** One thing that is looked at. `look` never throws for what it finds, and ends within seconds. */
export type Check = {
  readonly id: string;
  /** Two or three words in front of the result. */
  readonly title: string;
  readonly look: (patient: Patient) => Promise<Diagnosis>;
};

/** Everything as it should be. */
export function well(words: string): Diagnosis {
  return { verdict: 'well', words };
}

/** Something is wrong, and this is what to do about it. */
export function ill(words: string, next: string): Diagnosis {
  return { verdict: 'ill', words, next };
}

/** Works, but is worth knowing. */
export function note(words: string, next: string): Diagnosis {
  return { verdict: 'note', words, next };
}

/** Could not be looked at. */
export function unknown(words: string, next = 'Run it as root on the router: sudo naar doctor'): Diagnosis {
  return { verdict: 'unknown', words, next };
}

/** What a command printed; null where it could not be run or failed. Ends after six seconds. */
export async function output(system: System, command: string, ...args: readonly string[]): Promise<string | null> {
  const { code, stdout } = await system.run(command, args, { timeout: 6000 });
  return code === 0 ? stdout : null;
}
