import type { LivePicture, Place, Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import { leaveQuestion } from '../leave-question.ts';
import { paragraphs } from '../wrap.ts';
import type { Field, Judge, Press, Space } from './fields/field.ts';
import { openField } from './fields/open-field.ts';
import type { Key } from './keys.ts';
import { layOut, type Sheet } from './layout.ts';
import { helpQuestion } from './overlays.ts';

/** A question on the screen, with what lies over it. Data: each key makes another one. */
export type Dialog = {
  readonly question: Question;
  readonly place: Place;
  readonly field: Field;
  readonly objection: string | null;
  /** Told just before the question: it would be gone before anybody read it. */
  readonly notice: readonly string[];
  readonly over: { readonly kind: 'help' | 'leave'; readonly question: Question; readonly field: Field } | null;
};

/**
 * The first moment of a question, nothing over it. `judge` is the interview's: it says why an
 * answer would be refused.
 */
export function openDialog(question: Question, place: Place, judge: Judge, notice: readonly string[]): Dialog {
  return { question, place, field: openField(question, judge), objection: question.objection, notice, over: null };
}

/** What a key leads to: another moment of the dialog, or the reply that ends it. */
export type Turn = { readonly dialog: Dialog; readonly reply: Reply<Secret> | null };

/** What a key does: the field has it first, then the dialog (back, steps, help, leave). `size` is the whole screen. */
export function pressKey(dialog: Dialog, key: Key, size: Space): Turn {
  if (dialog.over !== null) return pressOver(dialog, dialog.over, key, size);
  const { field, place, question } = dialog;
  if (key.name === 'control' && key.letter === 'c') return stay(leaving(dialog));
  const { space } = layOut(sheetOf(dialog), size.rows, size.columns);
  const press = field.press(key, space);
  if (press !== null) return pressed(dialog, press);
  if (key.name === 'escape' || key.name === 'left')
    return place.canGoBack ? reply(dialog, { kind: 'back' }) : stay(dialog);
  if (key.name === 'tab') return reply(dialog, { kind: 'steps' });
  if ((key.name === 'text' && key.text === '?') || (key.name === 'control' && key.letter === 'g')) {
    const help = helpQuestion(question, paragraphs(helpTexts(question), size.columns));
    return stay({ ...dialog, over: { kind: 'help', question: help, field: openField(help, () => null) } });
  }
  if (key.name === 'unreadable') return stay({ ...dialog, objection: unreadable(key.byte) });
  return stay(dialog);
}

/** The dialog with another picture of its live source. */
export function showPicture(dialog: Dialog, picture: LivePicture): Dialog {
  return { ...dialog, field: dialog.field.see?.(picture) ?? dialog.field };
}

/** What the layout puts on the screen: the question, or the help or the farewell that lies over it. */
export function sheetOf({ question, place, field, objection, notice, over }: Dialog): Sheet {
  if (over !== null) {
    const { title, text } = over.question;
    return {
      place: { ...place, canGoBack: true },
      title,
      text,
      notice: [],
      objection: null,
      field: over.field,
      keys: keysOver[over.kind],
    };
  }
  return { place, title: question.title, text: question.text, notice, objection, field, keys: null };
}

const keysOver = {
  help: ['Enter or Esc: back', 'Space/b: on/back'],
  leave: ['Enter: take', 'y: leave', 'n or Esc: go on'],
} as const;

function pressOver(dialog: Dialog, over: NonNullable<Dialog['over']>, key: Key, size: Space): Turn {
  const back = { ...dialog, over: null };
  const letter = key.name === 'text' ? key.text : '';
  if (key.name === 'control' && key.letter === 'c') return stay(leaving(dialog));
  if (over.kind === 'leave' && letter === 'y') return reply(back, { kind: 'quit' });
  if (key.name === 'escape' || key.name === 'left' || letter === (over.kind === 'leave' ? 'n' : '?') || letter === 'q')
    return stay(back);
  const press = over.field.press(key, layOut(sheetOf(dialog), size.rows, size.columns).space);
  if (press === null) return stay(dialog);
  if (press.kind !== 'reply') return stay({ ...dialog, over: { ...over, field: press.field } });
  const leaves = press.reply.kind === 'answer' && press.reply.value === 'leave';
  return leaves ? reply(back, { kind: 'quit' }) : stay(back);
}

function pressed(dialog: Dialog, press: Press): Turn {
  if (press.kind === 'reply') return reply(dialog, press.reply);
  // advice stays in sight while text is mended; that of one option goes with the mark
  const kept = press.field.typing ? dialog.objection : dialog.question.objection;
  return stay({ ...dialog, field: press.field, objection: press.kind === 'objection' ? press.objection : kept });
}

function leaving(dialog: Dialog): Dialog {
  return { ...dialog, over: { kind: 'leave', question: leaveQuestion, field: openField(leaveQuestion, () => null) } };
}

function helpTexts({ help, text }: Question): readonly string[] {
  return help.length > 0 ? [...help, ...text] : text;
}

function unreadable(byte: number): string {
  const code = byte.toString(16).padStart(2, '0').toUpperCase();
  return `The terminal sent a byte that is no UTF-8 (hex ${code}), so nothing was typed. Use plain letters, or set the terminal to UTF-8.`;
}

function stay(dialog: Dialog): Turn {
  return { dialog, reply: null };
}

function reply(dialog: Dialog, reply: Reply<Secret>): Turn {
  return { dialog, reply };
}
