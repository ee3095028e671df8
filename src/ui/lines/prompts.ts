import type { Question } from '../../interview/questions/question.ts';
import { promptChoice } from './prompt-choice.ts';
import { promptLive, promptPages } from './prompt-live.ts';
import { promptChoices, promptSecret, promptText } from './prompt-text.ts';
import type { Prompt } from './prompter.ts';

/** How each kind of question is asked. Whatever inquirer costs hangs on this file. */
export const prompts = {
  choice: promptChoice,
  choices: promptChoices,
  text: promptText,
  secret: promptSecret,
  live: promptLive,
  pages: promptPages,
} satisfies { readonly [Kind in Question['kind']]: Prompt<Kind> };
