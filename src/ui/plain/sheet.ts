import type { Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';

/** What a field works with: printing paragraphs, and the next line typed. */
export type Sheet = {
  readonly interactive: boolean;
  /** Paragraphs, wrapped. */
  say(...paragraphs: readonly string[]): void;
  /** Lines as they are. */
  print(lines: readonly string[]): void;
  /** Prints `prompt` and waits for a line. null: the input has ended. */
  read(prompt: string): Promise<string | null>;
  readUntil(prompt: string, signal: AbortSignal): Promise<string | null | undefined>;
  hide(hidden: boolean): Promise<void>;
};

/** Words that mean the same in every field; null where the line is an answer. */
export function command(line: string | null, question: Question, sheet: Sheet): Reply<Secret> | 'again' | null {
  if (line === null || line.trim() === '!q') return { kind: 'quit' };
  if (line.trim() === '<') return { kind: 'back' };
  if (line.trim() === '!') return { kind: 'steps' };
  if (line.trim() !== '?') return null;
  sheet.say(...(question.help.length > 0 ? question.help : ['There is no more to say about this one.']));
  return 'again';
}
