/** The stations of the wizard, in the order of the way. */
export type StepId =
  | 'welcome'
  | 'jacks'
  | 'internet'
  | 'networks'
  | 'devices'
  | 'system'
  | 'tuning'
  | 'disk'
  | 'review';

/**
 * One question as plain data: whoever can show these six kinds can hold the whole
 * interview. Texts are plain ASCII sentences without line breaks; the front end wraps them.
 */
export type Question = ChoiceQuestion | ChoicesQuestion | TextQuestion | SecretQuestion | LiveQuestion | PagesQuestion;

type Common = {
  /** Stable name, `wan.type`, `networks.lan.address`: tests and the draft speak of it. */
  readonly id: string;
  readonly step: StepId;
  /** The question itself, at most 76 characters: `How does your provider connect you?` */
  readonly title: string;
  /** Paragraphs below it: what it means, and why the default is what it is. */
  readonly text: readonly string[];
  /** Paragraphs for `?`, for someone who never met the word. */
  readonly help: readonly string[];
  /** Why the answer that stands there is refused, and what is allowed; null where nothing is wrong. */
  readonly objection: string | null;
};

/** One of several. The answer is the `value` of an option. */
export type ChoiceQuestion = Common & {
  readonly kind: 'choice';
  readonly options: readonly Option[];
  /** Value of the option that Enter takes; one of `options`. */
  readonly initial: string;
  /** Many options: the person narrows them down by typing (name, id, `words`). */
  readonly search: boolean;
};

/** Any number of several. The answer is the list of their values. */
export type ChoicesQuestion = Common & {
  readonly kind: 'choices';
  readonly options: readonly Option[];
  readonly initial: readonly string[];
};

/** One line of text, which may be long (an SSH key has 700 characters). */
export type TextQuestion = Common & {
  readonly kind: 'text';
  readonly initial: string;
  /** `router`, `192.168.20.1/24`: shown where nothing stands there; empty for none. */
  readonly example: string;
};

/** A password: never shown, never on disk as an answer. */
export type SecretQuestion = Common & {
  readonly kind: 'secret';
  /** Typed a second time to be sure: for one that nobody can look up again. */
  readonly twice: boolean;
  /** What Enter alone means: `keeps the stored one`, `no password`; null where a value is needed. */
  readonly empty: string | null;
};

/**
 * A choice beside something that happens meanwhile: cables, the line, a trial dial.
 * `source` names what is opened; its pictures may bring options of their own.
 */
export type LiveQuestion = Common & {
  readonly kind: 'live';
  readonly source: LiveSource;
  /** The source has no end of its own to wait for: the answer ends it, also one from a pipe. */
  readonly endless?: true;
  readonly options: readonly Option[];
  readonly initial: string;
};

/** What a live question watches: the cables of the jacks, the VLANs of the line, a trial dial, or the time that a change is on trial. */
export type LiveSource = 'cables' | 'line' | 'dial' | 'trial';

/** Pages to read, then a choice. */
export type PagesQuestion = Common & {
  readonly kind: 'pages';
  readonly pages: readonly Page[];
  readonly options: readonly Option[];
  readonly initial: string;
};

/** `lines` have at most 79 columns and are shown as they are, scrolled where there are many. */
export type Page = { readonly title: string; readonly lines: readonly string[] };

/** One of the answers to choose from. */
export type Option = {
  readonly value: string;
  /** At most 70 columns. */
  readonly label: string;
  /** One sentence more, shown for the marked option; empty for none. */
  readonly hint: string;
  /** Why this option cannot be taken; null where it can. It is shown, but not chosen. */
  readonly refused: string | null;
  /** Further words to find it by. */
  readonly words?: string;
};

/**
 * What a live source shows at one moment. `lines` is the whole picture (at most 12 lines of
 * 79 columns); `news` are the lines to print where nothing can be painted over.
 */
export type LivePicture = {
  readonly lines: readonly string[];
  readonly news: readonly string[];
  /** In place of the question's options; null to leave them. */
  readonly options: readonly Option[] | null;
  /** Option to mark now; null to leave the mark where the person put it. */
  readonly suggested: string | null;
  /** Nothing more will come. */
  readonly finished: boolean;
  /** Somebody else wrote on this terminal: a screen is painted whole. */
  readonly afresh?: true;
};

/** Where the person is: shown on every screen. */
export type Place = {
  /** 1-based. */
  readonly step: number;
  readonly of: number;
  readonly title: string;
  /** Whether Esc leads anywhere. */
  readonly canGoBack: boolean;
};

/** What a person can do with a question. A secret goes by its own kind so that it never mixes with text. */
export type Reply<Secret = unknown> =
  | { readonly kind: 'answer'; readonly value: string | readonly string[] }
  | { readonly kind: 'secret'; readonly value: Secret | null }
  | { readonly kind: 'back' }
  /** Show the list of steps, to open one of them again. */
  | { readonly kind: 'steps' }
  | { readonly kind: 'quit' };
