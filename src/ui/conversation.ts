import type { LineFinding } from '../interview/questions/entry.ts';
import type { LivePicture, LiveSource, Page } from '../interview/questions/question.ts';
import {
  answerQuestion,
  currentQuestion,
  openFaults,
  openSteps,
  type Session,
  stepBack,
} from '../interview/questions/session.ts';
import type { Secret } from '../system/secret.ts';
import type { Desk, FrontEnd } from './front-end.ts';

/** What the conversation asks of the outside, and tells it. */
export type Outside = {
  /** Called after each answer, before the next question is shown: the draft goes to disk. What is to be told about that. */
  keep(session: Session): Promise<readonly string[]>;
  live(source: LiveSource, session: Session, signal: AbortSignal): AsyncIterable<LivePicture>;
  /** What the line said when it was asked last; null where it was not. */
  lineFinding(): LineFinding | null;
  /** Pages of the review; made anew each time, for the answers may have changed. */
  review(session: Session): Promise<readonly Page[]>;
  blink(jack: string): Promise<void>;
  /** Takes a typed secret, by the id of its question. */
  secret(id: string, value: Secret): void;
};

/** How it ended. The session is there in each case, so that nothing is lost. */
export type Outcome = { readonly kind: 'go' | 'saved' | 'left'; readonly session: Session };

/** Asks one question after the other until the person says go, keeps the answers, or leaves. */
export async function converse(start: Session, frontEnd: FrontEnd, outside: Outside): Promise<Outcome> {
  let session = start;
  for (;;) {
    const asked = currentQuestion(session, []);
    const pages = asked.question.kind === 'pages' ? await outside.review(session) : [];
    const { question, place } = pages.length > 0 ? currentQuestion(session, pages) : asked;
    const reply = await frontEnd.ask(question, place, deskFor(session, outside));
    if (reply.kind === 'quit') return { kind: 'left', session };
    if (reply.kind === 'back' || reply.kind === 'steps') {
      session = reply.kind === 'back' ? (stepBack(session) ?? session) : openSteps(session);
      continue;
    }
    const answered = answerQuestion(
      session,
      reply.kind === 'secret' ? (reply.value === null ? '' : 'typed') : reply.value,
    );
    if (answered.kind === 'refused') {
      frontEnd.tell([answered.words]);
      continue;
    }
    session = { ...answered.session, line: question.id === 'line' ? outside.lineFinding() : answered.session.line };
    // only now: with the secret at hand another question is the current one
    if (reply.kind === 'secret' && reply.value !== null) {
      outside.secret(question.id, reply.value);
      session = { ...session, given: [...new Set([...session.given, question.id])] };
    }
    const words = await outside.keep(session);
    if (words.length > 0) frontEnd.tell(words);
    if (answered.effect === null) continue;
    if (answered.effect.kind === 'blink') await outside.blink(answered.effect.jack);
    if (answered.effect.kind === 'leave') return { kind: 'left', session };
    if (answered.effect.kind === 'save') return { kind: 'saved', session };
    if (answered.effect.kind !== 'go') continue;
    const [fault] = openFaults(session);
    if (fault === undefined) return { kind: 'go', session };
    frontEnd.tell([`This cannot be built yet. ${fault.key}: ${fault.words}`]);
  }
}

function deskFor(session: Session, outside: Outside): Desk {
  return {
    objection: (value) => {
      const answered = answerQuestion(session, value);
      return answered.kind === 'refused' ? answered.words : null;
    },
    live: (source, signal) => outside.live(source, session, signal),
  };
}
