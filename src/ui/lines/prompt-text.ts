import { checkbox, input, password } from '@inquirer/prompts';
import type { ChoicesQuestion, Reply, SecretQuestion, TextQuestion } from '../../interview/questions/question.ts';
import { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { go, type Prompter, theme, wayOf } from './prompter.ts';

/** A line of text, with what stands there ready to be mended. */
export async function promptText(
  question: TextQuestion,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  const { initial, example } = question;
  if (initial === '' && example !== '') prompter.say(`For example: ${example}`);
  const typed = await prompter.open(
    (context) =>
      input(
        {
          message: 'Your answer:',
          ...(initial === '' ? {} : { default: initial, prefill: 'editable' as const }),
          validate: (value) => (wayOf(value) === null ? (desk.objection(value.trim()) ?? true) : true),
          theme,
        },
        context,
      ),
    true,
  );
  const went = go(wayOf(typed) ?? '', question, prompter);
  return went === null ? { kind: 'answer', value: typed.trim() } : went;
}

/** A password, shown by nothing at all. */
export async function promptSecret(question: SecretQuestion, prompter: Prompter): Promise<Reply<Secret> | undefined> {
  const { empty, twice } = question;
  prompter.say(empty === null ? 'It is not shown. Enter alone goes back.' : `It is not shown. Enter alone: ${empty}.`);
  const ask = (message: string) => prompter.open((context) => password({ message, mask: false, theme }, context), true);
  const first = await ask('Password:');
  if (first === '') return empty === null ? { kind: 'back' } : { kind: 'secret', value: null };
  const went = go(wayOf(first) ?? '', question, prompter);
  if (went !== null) return went;
  if (!twice || (await ask('Once more:')) === first) return { kind: 'secret', value: new Secret(first) };
  prompter.say('! The two are not the same. Type it again.');
  return undefined;
}

/** Any number of several, marked with the space bar. */
export async function promptChoices(
  { options, initial }: ChoicesQuestion,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  prompter.say('The space bar marks, Enter takes what is marked.');
  const choices = options.map(({ value: name, label, hint }) => ({
    value: name,
    name: label,
    checked: initial.includes(name),
    ...(hint === '' ? {} : { description: hint }),
  }));
  const value = await prompter.open((context) =>
    checkbox(
      {
        message: 'Your choice:',
        choices,
        pageSize: 14,
        loop: false,
        validate: (chosen) => desk.objection(chosen.map(({ value: name }) => name)) ?? true,
        theme,
      },
      context,
    ),
  );
  return { kind: 'answer', value };
}
