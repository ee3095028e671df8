import type { Question } from '../../../interview/questions/question.ts';
import { openChoice } from './choice.ts';
import { openChoices } from './choices.ts';
import type { Field, Judge } from './field.ts';
import { openLive } from './live.ts';
import { openPages } from './pages.ts';
import { openSecret } from './secret.ts';
import { openText } from './text.ts';

type Open<Kind extends Question['kind']> = (question: Extract<Question, { kind: Kind }>, judge: Judge) => Field;

const fields = {
  choice: openChoice,
  choices: openChoices,
  text: openText,
  secret: openSecret,
  live: openLive,
  pages: openPages,
} satisfies { readonly [Kind in Question['kind']]: Open<Kind> };

/** The field for a question: the one table from kinds to fields. */
export function openField(question: Question, judge: Judge): Field {
  return (fields[question.kind] as (question: Question, judge: Judge) => Field)(question, judge);
}
