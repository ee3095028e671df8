import type { PagesQuestion, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { askChoice } from './ask-choice.ts';
import type { Sheet } from './sheet.ts';

/** The first page at once, the others when they are chosen from the list. */
export async function askPages(question: PagesQuestion, sheet: Sheet, desk: Desk): Promise<Reply<Secret>> {
  const { pages, options, initial } = question;
  sheet.print(pages[0]?.lines ?? []);
  const others = pages.slice(1).map(({ title }, index) => ({
    value: `page:${index + 1}`,
    label: `Show: ${title}`,
    hint: '',
    refused: null,
  }));
  const choice = { ...question, kind: 'choice', options: [...options, ...others], initial, search: false } as const;
  // pages are this front end's own business: the desk is only asked about answers
  const patient: Desk = {
    ...desk,
    objection: (value) => (String(value).startsWith('page:') ? null : desk.objection(value)),
  };
  for (;;) {
    const reply = await askChoice(choice, sheet, patient);
    if (reply.kind !== 'answer' || !String(reply.value).startsWith('page:')) return reply;
    sheet.print(pages[Number(String(reply.value).slice(5))]?.lines ?? []);
  }
}
