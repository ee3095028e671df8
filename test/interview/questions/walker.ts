import type { Question } from '../../../src/interview/questions/question.ts';
import { answerQuestion, currentQuestion, type Session } from '../../../src/interview/questions/session.ts';

/** What a person types, by the id of the question; what is not named takes the default. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** One line of the conversation. */
export type Turn = { readonly id: string; readonly value: string | readonly string[]; readonly refused: string | null };

/**
 * Answers questions until the interview asks for something of the outside (`go`, `leave`, `save`).
 * A list of answers under one id is used up one by one, unless the question takes several.
 */
export function walk(
  session: Session,
  typed: Typed,
): { session: Session; turns: readonly Turn[]; effect: string; asked: readonly Question[] } {
  const left = new Map(
    Object.entries(typed).map(([id, value]) => [id, typeof value === 'string' ? [value] : [...value]]),
  );
  const turns: Turn[] = [];
  const asked: Question[] = [];
  for (let count = 0; count < 400; count += 1) {
    const { question } = currentQuestion(session, []);
    asked.push(question);
    const value = reply(question, left);
    const result = answerQuestion(session, value);
    turns.push({ id: question.id, value, refused: result.kind === 'refused' ? result.words : null });
    if (result.kind === 'refused') {
      if ((left.get(question.id) ?? []).length === 0)
        throw new Error(`${question.id} refuses ${JSON.stringify(value)}: ${result.words}`);
      continue;
    }
    session =
      question.kind === 'secret' && value !== ''
        ? { ...result.session, given: [...result.session.given, question.id] }
        : result.session;
    if (result.effect !== null && result.effect.kind !== 'blink')
      return { session, turns, asked, effect: result.effect.kind };
  }
  throw new Error(
    `The interview does not end: ${turns
      .slice(-12)
      .map(({ id }) => id)
      .join(', ')}`,
  );
}

function reply(question: Question, left: Map<string, string[]>): string | readonly string[] {
  const waiting = left.get(question.id) ?? [];
  if (question.kind === 'choices') {
    left.delete(question.id);
    return waiting.length > 0 ? waiting : question.initial;
  }
  const next = waiting.shift();
  if (next !== undefined) return next;
  if (question.kind === 'secret') {
    if (question.empty === null) throw new Error(`${question.id} has no default and nobody types it`);
    return '';
  }
  return question.initial;
}
