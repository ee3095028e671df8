import type { ChoicesQuestion, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { wrap } from '../wrap.ts';
import { command, type Sheet } from './sheet.ts';

/** Any number of several: their numbers in a row. Enter keeps what is marked, 0 takes none. */
export async function askChoices(question: ChoicesQuestion, sheet: Sheet, desk: Desk): Promise<Reply<Secret>> {
  const { options, initial } = question;
  for (const [index, { value, label, hint }] of options.entries()) {
    sheet.print([`${initial.includes(value) ? '[x]' : '[ ]'} ${index + 1}  ${label}`]);
    if (hint !== '') sheet.print(wrap(hint, 71).map((text) => `        ${text}`));
  }
  sheet.say(
    'Type the numbers that shall be marked, with blanks between them; 0 for none. Enter leaves them as they are.',
  );
  for (;;) {
    const line = await sheet.read('> ');
    const meant = command(line, question, sheet);
    if (meant === 'again') continue;
    if (meant !== null) return meant;
    const numbers = (line ?? '').split(/[\s,]+/).filter((word) => word !== '');
    const values = numbers.filter((word) => word !== '0').map((word) => options[Number(word) - 1]?.value);
    if (values.includes(undefined)) {
      sheet.say(`! Numbers from 1 to ${options.length} belong here, or 0.`);
      continue;
    }
    const value = numbers.length === 0 ? initial : (values as readonly string[]);
    const objection = desk.objection(value);
    if (objection === null) return { kind: 'answer', value };
    sheet.say(`! ${objection}`);
  }
}
