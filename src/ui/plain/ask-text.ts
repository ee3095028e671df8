import type { Reply, TextQuestion } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { command, type Sheet } from './sheet.ts';

/** A line of text; Enter alone takes what stands there, a single - empties it. */
export async function askText(question: TextQuestion, sheet: Sheet, desk: Desk): Promise<Reply<Secret>> {
  const { initial, example } = question;
  if (initial === '' && example !== '') sheet.say(`For example: ${example}`);
  if (initial !== '') sheet.say('A single - empties it.');
  for (;;) {
    const line = await sheet.read(initial === '' ? '> ' : `[${initial}] > `);
    const meant = command(line, question, sheet);
    if (meant === 'again') continue;
    if (meant !== null) return meant;
    const typed = (line ?? '').trim();
    const value = typed === '' ? initial : typed === '-' ? '' : typed;
    const objection = desk.objection(value);
    if (objection === null) return { kind: 'answer', value };
    sheet.say(`! ${objection}`);
  }
}
