import type { Facts } from '../../facts/facts.ts';
import type { SeenDevice } from '../../facts/seen-devices.ts';
import type { Draft } from '../schema.ts';
import type { Option, Page, Question, StepId } from './question.ts';

/** What the wizard ends in: chosen by where it runs (contract, "Three uses"). */
export type Mode = 'install' | 'reconfigure' | 'files';

/** What the line said on the bench, as far as the interview cares. */
export type LineFinding = {
  /** VLANs on which a PPPoE concentrator answered; null is untagged. */
  readonly pppoe: readonly (number | null)[];
  /** A DHCP server answered (untagged). */
  readonly dhcp: boolean;
};

/** Everything a question may depend on. */
export type Context = {
  readonly facts: Facts;
  readonly mode: Mode;
  /** Whether the WAN can be tried from here (the box itself, or a recorded line). */
  readonly bench: boolean;
  /** Whether this is a rehearsal: the box is a recorded one, and nothing is erased. */
  readonly dry: boolean;
  readonly draft: Draft;
  /** Questions answered with nothing to write down: a default that stays unsaid, a list that is complete. */
  readonly accepted: readonly string[];
  /** Questions that a complete answers file left to their defaults: not asked, unless they are opened. */
  readonly unsaid: readonly string[];
  /** Secrets typed in this run, by the id of their question: their values are elsewhere. */
  readonly given: readonly string[];
  readonly line: LineFinding | null;
  readonly seen: readonly SeenDevice[];
  /** What was taken out because another answer excludes it, by dotted place: it comes back when that answer does. */
  readonly shelf: Readonly<Record<string, unknown>>;
  /** Pages of the review, made by whoever has the plan. */
  readonly review: readonly Page[];
};

/** One question with its place on the way, and what becomes of an answer. */
export type Entry = {
  readonly id: string;
  readonly step: StepId;
  /** Needs no asking any more. */
  readonly answered: boolean;
  /** Asked only when the person opens it. */
  readonly onDemand: boolean;
  /** How it stands in the list of its step's answers; null where it is reached from another question only. */
  readonly listed: Listed | null;
  /** Dotted places of the answers file that it answers for: an error there is this question's. */
  readonly owns: readonly string[];
  readonly question: () => Question;
  readonly answer: (value: string | readonly string[]) => Change | Refused;
};

/** A short name for an answer, at most 18 columns, and what it is now, where the question does not show that. */
export type Listed = { readonly name: string; readonly now?: string };

/** What an answer changes. */
export type Change = {
  readonly draft?: Draft;
  /** Questions to ask next, in this order, whether answered or not. */
  readonly open?: readonly string[];
  /** The question stays where it is (a menu that one comes back to). */
  readonly stay?: boolean;
  /** Further ids that count as accepted, or no longer. */
  readonly accept?: readonly string[];
  readonly forget?: readonly string[];
  readonly shelf?: Readonly<Record<string, unknown>>;
  readonly effect?: Effect;
};

/** Something that the interview asks of the outside. */
export type Effect =
  | { readonly kind: 'blink'; readonly jack: string }
  | { readonly kind: 'leave' }
  | { readonly kind: 'go' }
  | { readonly kind: 'save' };

/** Why an answer is not taken, and what is allowed. */
export type Refused = { readonly refused: string };

/** An option without a word more. */
export function option(value: string, label: string, hint = '', refused: string | null = null): Option {
  return { value, label, hint, refused };
}

type Words = {
  readonly id: string;
  readonly step: StepId;
  readonly title: string;
  readonly text?: readonly string[];
  readonly help?: readonly string[];
  readonly answered: boolean;
  readonly onDemand?: boolean;
  readonly listed?: Listed;
  readonly owns?: readonly string[];
};

/** A choice whose many options are made only when it is shown. */
export function choiceEntry(
  words: Words & { readonly options: () => readonly Option[]; readonly initial: string; readonly search?: boolean },
  answer: (value: string) => Change | Refused,
): Entry {
  return entry(words, answer, (common) => {
    const options = words.options();
    const initial = options.some(({ value }) => value === words.initial) ? words.initial : (options[0]?.value ?? '');
    return { ...common, kind: 'choice', options, initial, search: words.search ?? false };
  });
}

/** A line of text. */
export function textEntry(
  words: Words & { readonly initial: string; readonly example?: string },
  answer: (value: string) => Change | Refused,
): Entry {
  return entry(
    words,
    (value) => answer(value.trim()),
    (common) => ({
      ...common,
      kind: 'text',
      initial: words.initial,
      example: words.example ?? '',
    }),
  );
}

/** A question of any other kind. `answer` is given a single answer, or all of several as its second argument. */
export function entry(
  words: Words,
  answer: (value: string, values: readonly string[]) => Change | Refused,
  make: (common: Common) => Question,
): Entry {
  const { id, step, title, text = [], help = [], answered, onDemand = false, listed = null, owns = [id] } = words;
  return {
    id,
    step,
    answered,
    onDemand,
    listed,
    owns,
    question: () => make({ id, step, title, text, help, objection: null }),
    answer: (value) => (typeof value === 'string' ? answer(value, [value]) : answer(value[0] ?? '', value)),
  };
}

type Common = {
  readonly id: string;
  readonly step: StepId;
  readonly title: string;
  readonly text: readonly string[];
  readonly help: readonly string[];
  readonly objection: null;
};
