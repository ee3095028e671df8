import { Separator, search, select } from '@inquirer/prompts';
import type { ChoiceQuestion, Option, Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { go, type Prompter, theme, ways } from './prompter.ts';

/** One of several; long lists are narrowed down by typing. */
export async function promptChoice(
  question: ChoiceQuestion,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  return promptOptions(question, question.options, question.initial, question.search, prompter, desk);
}

/** The same for options that were found otherwise. */
export async function promptOptions(
  question: Question,
  options: readonly Option[],
  initial: string,
  narrow: boolean,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  const value = narrow
    ? await searched(options, initial, prompter)
    : await prompter.open((context) =>
        select(
          {
            message: 'Your choice:',
            choices: [...options.map(choice), new Separator('-'), ...ways],
            default: initial,
            pageSize: 14,
            loop: false,
            theme,
          },
          context,
        ),
      );
  const went = go(value, question, prompter);
  if (went !== null) return went;
  const objection = desk.objection(value);
  if (objection === null) return { kind: 'answer', value };
  prompter.say(`! ${objection}`);
  return undefined;
}

function searched(options: readonly Option[], initial: string, { open }: Prompter): Promise<string> {
  const first = [
    ...options.filter(({ value }) => value === initial),
    ...options.filter(({ value }) => value !== initial),
  ];
  const source = (term: string | undefined) => {
    const wanted = (term ?? '').toLowerCase();
    const close = first.filter(({ label, value, words = '' }) =>
      `${label} ${value} ${words}`.toLowerCase().includes(wanted),
    );
    return [...close.map(choice), ...(wanted === '' || close.length === 0 ? ways : [])];
  };
  return open((context) => search({ message: 'Type a part of the name:', source, pageSize: 12, theme }, context));
}

function choice({ value, label, hint, refused }: Option) {
  return {
    value,
    name: label,
    // behind the answer there is no room for columns
    short: label.replace(/ {2,}/g, '  '),
    ...(hint === '' ? {} : { description: hint }),
    ...(refused === null ? {} : { disabled: `(${refused})` }),
  };
}
