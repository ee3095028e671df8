import type { LivePicture, LiveSource, Place, Question, Reply } from '../interview/questions/question.ts';
import type { Secret } from '../system/secret.ts';

/**
 * One way of asking on a terminal: tui, lines or plain. It asks one question after the
 * other, as it is told; it knows nothing of routers. `try` says what is wrong with an
 * answer before it is taken (null: nothing), so that the typed text stays to be mended.
 */
export type FrontEnd = {
  ask(question: Question, place: Place, desk: Desk): Promise<Reply<Secret>>;
  /** Says something that needs no answer; shown until the next question. Paragraphs. */
  tell(paragraphs: readonly string[]): void;
  /** Runs something that writes to the terminal itself (a shell, a pager), and paints anew behind it. */
  lend<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Leaves the terminal as it was found. Safe to call twice. */
  close(): Promise<void>;
};

/** What a front end may ask back while a question is open. */
export type Desk = {
  /** Why this answer would be refused and what is allowed; null where it is good. Fast and without effects. */
  objection(value: string | readonly string[]): string | null;
  /** Opens a live source; it ends when `signal` is aborted. */
  live(source: LiveSource, signal: AbortSignal): AsyncIterable<LivePicture>;
};
