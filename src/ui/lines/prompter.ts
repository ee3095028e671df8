import type { Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';

/** Where a prompt of inquirer reads and writes; it ends when the person is gone. */
export type PromptContext = {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
};

/** What the prompts work with: how one is opened, and how the rest of the sheet is printed. */
export type Prompter = {
  /** Opens one of inquirer's prompts, which gets the keys that were typed for it; `text` where letters mean themselves. */
  open<Answer>(prompt: (context: PromptContext) => Promise<Answer>, text?: boolean): Promise<Answer>;
  /** Aborted when somebody types while no prompt is open, or is gone. */
  typedAhead(): AbortSignal;
  /** Paragraphs, wrapped. */
  say(...paragraphs: readonly string[]): void;
  print(lines: readonly string[]): void;
};

/** One way to ask; undefined: the same question again (help was read). */
export type Prompt<Kind extends Question['kind']> = (
  question: Question & { kind: Kind },
  prompter: Prompter,
  desk: Desk,
) => Promise<Reply<Secret> | undefined>;

/** ASCII in place of inquirer's signs, which a serial console may not have. */
export const theme = {
  prefix: { idle: '>', done: '-' },
  icon: { cursor: '>', checked: '[x]', unchecked: '[ ]', disabledChecked: '[x]', disabledUnchecked: '[-]' },
  spinner: { interval: 1000, frames: ['.'] },
  style: { keysHelpTip: () => undefined, answer: (text: string) => text },
};

/** What a person may do besides answering, as further lines of a list. */
export const ways = [
  { value: ' back', name: '<  back' },
  { value: ' help', name: '?  explain' },
  { value: ' steps', name: '!  list of the steps' },
  { value: ' quit', name: 'x  leave' },
] as const;

/** The same, typed into a line of text: `<`, `?`, `!`, `!q`. */
export function wayOf(typed: string): string | null {
  return { '<': ' back', '?': ' help', '!': ' steps', '!q': ' quit' }[typed.trim()] ?? null;
}

/** Goes one of the ways; null where the value is an answer. */
export function go(value: string, question: Question, prompter: Prompter): Reply<Secret> | undefined | null {
  if (value === ' back') return { kind: 'back' };
  if (value === ' steps') return { kind: 'steps' };
  if (value === ' quit') return { kind: 'quit' };
  if (value !== ' help') return null;
  prompter.say(...(question.help.length > 0 ? question.help : ['There is no more to say about this one.']));
  return undefined;
}
