import type { CheckAction } from '../steps.ts';

/** A look before anything is destroyed: what does not hold refuses the installation. */
export function inquire(words: string, look: CheckAction['look'], slow = false): CheckAction {
  return { kind: 'check', words, look, refuses: true, slow };
}
