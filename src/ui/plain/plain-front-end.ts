import type { Place, Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk, FrontEnd } from '../front-end.ts';
import { screenWidth, wrap } from '../wrap.ts';
import { askChoice } from './ask-choice.ts';
import { askChoices } from './ask-choices.ts';
import { askLive } from './ask-live.ts';
import { askPages } from './ask-pages.ts';
import { askSecret } from './ask-secret.ts';
import { askText } from './ask-text.ts';
import type { Sheet } from './sheet.ts';
import { type Typing, typedLines } from './typed-lines.ts';

/** The terminal of this front end. `hide` switches the echo off while a secret is typed; it does nothing on a pipe. */
export type PlainTerminal = {
  readonly input: Typing;
  /** A person may be typing, as against a pipe or a file. */
  readonly interactive: boolean;
  write(text: string): void;
  hide(hidden: boolean): Promise<void>;
};

type Field<Kind extends Question['kind']> = (
  question: Question & { kind: Kind },
  sheet: Sheet,
  desk: Desk,
) => Promise<Reply<Secret>>;

const fields = {
  choice: askChoice,
  choices: askChoices,
  text: askText,
  secret: askSecret,
  live: askLive,
  pages: askPages,
} satisfies { readonly [Kind in Question['kind']]: Field<Kind> };

/**
 * Numbered questions in plain lines, without a single escape sequence: for TERM=dumb, a
 * pipe, and for people whose screen is read to them.
 */
export function openPlain(terminal: PlainTerminal): FrontEnd {
  const lines = typedLines(terminal.input);
  const sheet: Sheet = {
    interactive: terminal.interactive,
    say: (...paragraphs) => terminal.write(paragraphs.map((text) => `${wrap(text).join('\n')}\n`).join('')),
    print: (texts) => terminal.write(texts.map((text) => `${text}\n`).join('')),
    read: (prompt) => {
      terminal.write(prompt);
      return lines.next();
    },
    readUntil: (prompt, signal) => {
      terminal.write(prompt);
      return lines.nextUntil(signal);
    },
    hide: async (hidden) => {
      await terminal.hide(hidden);
      lines.switched();
    },
  };
  let told = false;
  return {
    ask: async (question, place, desk) => {
      terminal.write(`\n${headOf(place)}\n${question.title}\n`);
      sheet.say(...question.text);
      if (question.objection !== null) sheet.say(`! ${question.objection}`);
      if (!told) sheet.say('Enter takes the default. ? explains, < goes back, ! lists the steps, !q leaves.');
      told = true;
      return fields[question.kind](question as never, sheet, desk);
    },
    tell: (paragraphs) => sheet.say(...paragraphs.map((text) => `* ${text}`)),
    lend: (work) => work(),
    close: async () => {
      await terminal.hide(false);
      lines.close();
    },
  };
}

function headOf({ step, of, title }: Place): string {
  const head = `--- ${step} of ${of}: ${title} `;
  return head.padEnd(screenWidth, '-');
}
