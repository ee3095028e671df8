import type { LivePicture, Question, Reply } from '../../../interview/questions/question.ts';
import type { Secret } from '../../../system/secret.ts';
import type { Key } from '../keys.ts';

/** A question while somebody answers it: one moment of it, never changed. Each key leads to the next moment. */
export type Field = {
  /** The question, with what has been done so far as its initial answer. */
  readonly question: Question;
  /** What the key leads to; null where it means nothing here. */
  press(key: Key, space: Space): Press | null;
  /** Rows that it needs, and those that it would fill. */
  height(columns: number): { readonly least: number; readonly wanted: number };
  /** What to draw in the space that it was given. */
  view(space: Space): readonly Part[];
  /** The keys that act here, for the last line; the most important first. */
  readonly keys: readonly string[];
  /** Letters are text: `?` and digits are no commands. */
  readonly typing: boolean;
  /** The field with another picture of its live source; only for one that has a source. */
  see?(picture: LivePicture): Field;
};

/** The part of the screen that a field may draw in, in cells. */
export type Space = { readonly rows: number; readonly columns: number };

/** What a key in a field leads to: its next moment, an objection, or the reply. */
export type Press =
  | { readonly kind: 'field'; readonly field: Field }
  /** Refused; `field` keeps what was typed. */
  | { readonly kind: 'objection'; readonly field: Field; readonly objection: string }
  | { readonly kind: 'reply'; readonly reply: Reply<Secret> };

/** What a field is drawn with. */
export type Part =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'list'; readonly rows: readonly ListRow[]; readonly height: number; readonly cursor: boolean }
  /** A line to type in: the cursor is a 0-based cell of `text`, or just behind it. */
  | {
      readonly kind: 'input';
      /** In place of the marker. */
      readonly label: string | null;
      readonly text: string;
      readonly cursor: number;
      readonly cut: Cut;
    };

/** One option as it is drawn. */
export type ListRow = {
  readonly label: string;
  readonly marked: boolean;
  /** The digit that picks it, or nothing. */
  readonly digit: string;
  readonly refused: boolean;
  /** null where there is nothing to check. */
  readonly checked: boolean | null;
};

/** Whether text goes on to the left or right of what is seen. */
export type Cut = { readonly left: boolean; readonly right: boolean };

/** Why an answer would be refused; null where it is good. */
export type Judge = (value: string | readonly string[]) => string | null;

/** An answer that the interview accepts, or its objection. */
export function answer(field: Field, value: string | readonly string[], judge: Judge): Press {
  const objection = judge(value);
  if (objection !== null) return { kind: 'objection', field, objection };
  return { kind: 'reply', reply: { kind: 'answer', value } };
}
