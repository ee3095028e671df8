import { catalogue } from './catalogue.ts';
import type { Change, Context, Effect, Entry } from './entry.ts';
import { type Focus, moveFocus } from './focus.ts';
import { type Fault, judgeDraft } from './judge-draft.ts';
import type { Page, Place, Question } from './question.ts';
import { isList, stepsOf, stepTitles } from './steps.ts';

/** An interview on its way: plain data, so that it can be kept, shown again and tested without a terminal. */
export type Session = Omit<Context, 'review'> & {
  /** What is asked out of turn; the last is asked now. */
  readonly focus: readonly Focus[];
  /** Questions answered on the way, for going back. */
  readonly trail: readonly string[];
  /** Objections to answers that were brought along, by question; each is shown once. */
  readonly objections: Readonly<Record<string, string>>;
  /** Faults that the person saw and left: they stand in the review, and are not asked over and over. */
  readonly left: readonly string[];
};

/** What is asked now, and where that is. */
export type Asked = { readonly question: Question; readonly place: Place };

/** What became of an answer. */
export type Answered =
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'taken'; readonly session: Session; readonly effect: Effect | null };

/** The question that is next. There always is one: the review is answered by leaving. */
export function currentQuestion(session: Session, review: readonly Page[]): Asked {
  const { entry, entries, faults } = find(session, review);
  const question = entry.question();
  // where nothing was answered yet, nothing can be wrong
  const fault = entry.answered ? faults.find(({ owner }) => owner === entry.id) : undefined;
  const steps = stepsOf(session.mode);
  return {
    question: { ...question, objection: session.objections[entry.id] ?? fault?.words ?? null },
    place: {
      step: Math.max(1, steps.indexOf(entry.step) + 1),
      of: steps.length,
      title: stepTitles[entry.step],
      canGoBack: goBack(session, entries, entry) !== null,
    },
  };
}

/** Takes the answer to the current question, or says why not. Nothing of the session changes then. */
export function answerQuestion(session: Session, value: string | readonly string[]): Answered {
  const { entry, faults } = find(session, []);
  const change = entry.answer(value);
  if ('refused' in change) return { kind: 'refused', words: change.refused };
  const changed = apply(session, entry, change);
  // a menu only opens things: whatever is wrong there was wrong before
  if (changed.draft === session.draft && change.stay) return taken(changed, change);
  const context = { ...changed, review: [] };
  const after = catalogue(context);
  const near = new Set(after.filter(({ step, answered }) => step === entry.step && answered).map(({ id }) => id));
  const known = new Set(faults.map(nameOf));
  const mine = judgeDraft(context, after).filter(({ owner }) => owner === entry.id || near.has(owner));
  // What this answer breaks nearby is refused at once; what it breaks elsewhere is asked there. An old fault that
  // this question can mend is refused again; one that it only answers for is left to the review.
  const refused = mine.find(
    (fault) => !known.has(nameOf(fault)) || (fault.owner === entry.id && entry.owns[0] === fault.key),
  );
  if (refused !== undefined) return { kind: 'refused', words: refused.words };
  const left = mine.filter(({ owner }) => owner === entry.id).map(nameOf);
  return taken({ ...changed, left: [...new Set([...session.left, ...left])] }, change);
}

/** One step back, without losing any answer; null where there is nothing before. */
export function stepBack(session: Session): Session | null {
  const { entry, entries } = find(session, []);
  return goBack(session, entries, entry);
}

/** Opens the list of steps. */
export function openSteps(session: Session): Session {
  const kept = session.focus.filter((item) => item.kind !== 'back' && !(item.kind === 'menu' && isList(item.id)));
  return { ...session, focus: [...kept, { kind: 'menu', id: 'steps' }] };
}

/** What is still wrong, in words, for the review. */
export function openFaults(session: Session): readonly Fault[] {
  return find(session, []).faults;
}

function taken(session: Session, change: Change): Answered {
  return { kind: 'taken', session, effect: change.effect ?? null };
}

function nameOf({ key, words }: Fault): string {
  return `${key}: ${words}`;
}

function find(session: Session, review: readonly Page[]) {
  const context = { ...session, review };
  const entries = catalogue(context);
  const faults = judgeDraft(context, entries);
  return { entries, faults, entry: focused(session, entries) ?? nextOpen(session, entries, faults) };
}

function focused({ focus }: Session, entries: readonly Entry[]): Entry | null {
  for (const item of [...focus].reverse()) {
    const entry =
      item.kind === 'step'
        ? entries.find(({ id, step, onDemand }) => step === item.step && !onDemand && !item.shown.includes(id))
        : entries.find(({ id }) => id === item.id);
    if (entry !== undefined) return entry;
  }
  return null;
}

function nextOpen(session: Session, entries: readonly Entry[], faults: readonly Fault[]): Entry {
  const faulty = new Set(faults.filter((fault) => !session.left.includes(nameOf(fault))).map(({ owner }) => owner));
  const open = entries.find(
    ({ id, answered, onDemand }) =>
      (!answered && !onDemand && !session.unsaid.includes(id)) ||
      (faulty.has(id) && id !== 'review') ||
      Object.hasOwn(session.objections, id),
  );
  const next = open ?? entries.find(({ id }) => id === 'review');
  if (next === undefined) throw new Error('The catalogue has no review.');
  return next;
}

function apply(session: Session, entry: Entry, change: Change): Session {
  const draft = change.draft ?? session.draft;
  const touched = draft !== session.draft && entry.id !== 'disk.erase';
  const forget = [...(change.forget ?? []), ...(touched ? ['review'] : [])];
  const accept = [...(change.accept ?? []), ...(change.stay ? [] : [entry.id])];
  const objections = Object.fromEntries(Object.entries(session.objections).filter(([id]) => id !== entry.id));
  return {
    ...session,
    draft,
    accepted: [...new Set([...session.accepted.filter((id) => !forget.includes(id)), ...accept])],
    shelf: change.shelf ?? session.shelf,
    objections,
    focus: moveFocus(session.focus, entry, change),
    trail:
      change.stay || isMenu(session.focus, entry) ? session.trail : [...without(session.trail, entry.id), entry.id],
  };
}

function isMenu(focus: readonly Focus[], entry: Entry): boolean {
  return focus.some((item) => item.kind === 'menu' && item.id === entry.id);
}

function goBack(session: Session, entries: readonly Entry[], entry: Entry): Session | null {
  const { focus, trail } = session;
  const top = focus.findLastIndex((item) => (item.kind === 'step' ? item.step === entry.step : item.id === entry.id));
  const item = focus[top];
  if (item?.kind === 'menu' || (item?.kind === 'step' && item.shown.length === 0))
    return { ...session, focus: focus.slice(0, top) };
  const before = without(trail, entry.id).findLast((id) => entries.some((one) => one.id === id));
  if (before === undefined) return null;
  return {
    ...session,
    trail: without(trail, before),
    focus: [...(item?.kind === 'step' ? focus.slice(0, top + 1) : focus), { kind: 'back', id: before }],
  };
}

function without(ids: readonly string[], id: string): readonly string[] {
  return ids.filter((one) => one !== id);
}
