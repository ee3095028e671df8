import type { ChoiceQuestion, Option, Question, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { wrap } from '../wrap.ts';
import { command, type Sheet } from './sheet.ts';

/** So many are shown at once; more are narrowed down by typing. */
const most = 20;

/** One of several by its number; long lists by a part of the name. */
export async function askChoice(question: ChoiceQuestion, sheet: Sheet, desk: Desk): Promise<Reply<Secret>> {
  const { options, initial } = question;
  const short = options.length <= most;
  if (short) list(sheet, options, initial);
  else sheet.say(`There are ${options.length}: type a part of the name.`);
  return pick(question, short ? options : [], options, initial, sheet, desk);
}

/** Reads a number of `shown`, or a part of a name of `all`, until one is taken. `first` is a line that was read already. */
export async function pick(
  question: Question,
  shown: readonly Option[],
  all: readonly Option[],
  initial: string,
  sheet: Sheet,
  desk: Desk,
  first?: string | null,
): Promise<Reply<Secret>> {
  let numbered = shown;
  let ready = first;
  const standard = all.find(({ value }) => value === initial);
  for (;;) {
    const prompt = standard === undefined ? '> ' : `[${standardWords(numbered, standard)}] > `;
    const line = ready === undefined ? await sheet.read(prompt) : ready;
    ready = undefined;
    const meant = command(line, question, sheet);
    if (meant === 'again') continue;
    if (meant !== null) return meant;
    const typed = (line ?? '').trim();
    const found = typed === '' ? standard : chosen(typed, numbered, all);
    if (found === undefined) {
      const close = typed === '' ? [] : matching(typed, all);
      if (close.length === 0)
        sheet.say(`! "${typed.slice(0, 40)}" is none of them. Type a number, or a part of a name.`);
      else if (close.length > most)
        sheet.say(`${close.length} of them have "${typed}" in their name: type more of it.`);
      else {
        numbered = close;
        list(sheet, numbered, initial);
      }
      continue;
    }
    const objection = found.refused ?? desk.objection(found.value);
    if (objection === null) return { kind: 'answer', value: found.value };
    sheet.say(`! ${objection}`);
  }
}

/** Options with their numbers; `*` marks the default. */
export function list(sheet: Sheet, options: readonly Option[], initial: string): void {
  for (const [index, { value, label, hint, refused }] of options.entries()) {
    const mark = value === initial ? '*' : ' ';
    sheet.print([`${mark}${String(index + 1).padStart(3)}  ${label}`]);
    const more = refused === null ? hint : `Not possible: ${refused}`;
    if (more !== '') sheet.print(wrap(more, 73).map((text) => `      ${text}`));
  }
}

function standardWords(shown: readonly Option[], { value, label }: Option): string {
  const number = shown.findIndex((option) => option.value === value);
  return number >= 0 ? String(number + 1) : label.trim();
}

function chosen(typed: string, shown: readonly Option[], all: readonly Option[]): Option | undefined {
  if (/^\d+$/.test(typed) && shown.length > 0) return shown[Number(typed) - 1];
  const exact = all.find(({ value, label }) => value === typed || label.toLowerCase() === typed.toLowerCase());
  const close = matching(typed, all);
  return exact ?? (close.length === 1 ? close[0] : undefined);
}

function matching(typed: string, all: readonly Option[]): readonly Option[] {
  const wanted = typed.toLowerCase();
  return all.filter(({ value, label, words = '' }) => `${label} ${value} ${words}`.toLowerCase().includes(wanted));
}
