import type { Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { FrontEnd } from '../front-end.ts';
import { screenWidth, wrap } from '../wrap.ts';
import { promptChoice } from './prompt-choice.ts';
import { promptLive, promptPages } from './prompt-live.ts';
import { promptChoices, promptSecret, promptText } from './prompt-text.ts';
import type { Prompt, Prompter } from './prompter.ts';

const prompts = {
  choice: promptChoice,
  choices: promptChoices,
  text: promptText,
  secret: promptSecret,
  live: promptLive,
  pages: promptPages,
} satisfies { readonly [Kind in Question['kind']]: Prompt<Kind> };

/** Prompts one below the other, for a terminal that is too small or not known well enough for screens. */
export function openLines(context: Prompter['context']): FrontEnd {
  const print = (lines: readonly string[]) => {
    context.output.write(lines.map((line) => `${line}\n`).join(''));
  };
  const prompter: Prompter = {
    context,
    print,
    say: (...paragraphs) => print(paragraphs.flatMap((text) => [...wrap(text)])),
  };
  return {
    ask: async (question, { step, of, title }, desk) => {
      print(['', `--- ${step} of ${of}: ${title} `.padEnd(screenWidth, '-'), question.title]);
      prompter.say(...question.text, ...(question.objection === null ? [] : [`! ${question.objection}`]));
      for (;;) {
        try {
          const reply = await prompts[question.kind](question as never, prompter, desk);
          if (reply !== undefined) return reply;
        } catch (error) {
          const end = endOf(error);
          if (end === null) throw error;
          return end;
        }
      }
    },
    tell: (paragraphs) => prompter.say(...paragraphs.map((text) => `! ${text}`)),
    lend: (work) => work(),
    close: async () => {},
  };
}

/** Ctrl-C and a closed terminal end a prompt by an error; here they are values. */
function endOf(error: unknown): Reply<Secret> | null {
  const name = error instanceof Error ? error.name : '';
  return name === 'ExitPromptError' || name === 'AbortPromptError' || name === 'CancelPromptError'
    ? { kind: 'quit' }
    : null;
}
