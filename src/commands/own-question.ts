import type { ChoiceQuestion, Option, Place } from '../interview/questions/question.ts';

/** A desk for a question that refuses nothing. */
export const silent = { objection: () => null, live: async function* () {} };

/** Where the person is, before or behind the interview; there is one thing to answer there. */
export function place(title: string, canGoBack = true): Place {
  return { step: 1, of: 1, title, canGoBack };
}

/** An answer to choose: what it is, and one sentence more where that is needed. */
export function way(value: string, label: string, hint = '', refused: string | null = null): Option {
  return { value, label, hint, refused };
}

/** One of several, asked beside the interview; Enter takes the first. */
export function choice(
  id: string,
  step: ChoiceQuestion['step'],
  title: string,
  text: readonly string[],
  options: readonly Option[],
): ChoiceQuestion {
  return {
    kind: 'choice',
    id,
    step,
    title,
    text,
    help: [],
    objection: null,
    options,
    initial: options[0]?.value ?? '',
    search: false,
  };
}
