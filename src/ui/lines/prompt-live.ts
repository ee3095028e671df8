import type { LivePicture, LiveQuestion, PagesQuestion, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { promptOptions } from './prompt-choice.ts';
import type { Prompter } from './prompter.ts';

/** Tells the news until the source is finished, has something to suggest, or `patience` is over; then asks. */
export async function promptLive(
  question: LiveQuestion,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  prompter.say('It goes on by itself; the space bar shows the choice at once.');
  const watching = AbortSignal.any([AbortSignal.timeout(patience), prompter.typedAhead()]);
  let last: LivePicture | null = null;
  for await (const picture of desk.live(question.source, watching)) {
    last = picture;
    prompter.print(picture.news);
    if (picture.finished || picture.suggested !== null || watching.aborted) break;
  }
  const options = last?.options ?? question.options;
  const suggested = last?.suggested ?? '';
  const initial = options.some(({ value }) => value === suggested) ? suggested : question.initial;
  return promptOptions(question, options, initial, false, prompter, desk);
}

/** Milliseconds to watch cables; the line and a dial end by themselves before. */
const patience = 20_000;

/** The first page at once, the others when they are chosen from the list. */
export async function promptPages(
  question: PagesQuestion,
  prompter: Prompter,
  desk: Desk,
): Promise<Reply<Secret> | undefined> {
  const { pages, options, initial } = question;
  prompter.print(pages[0]?.lines ?? []);
  const others = pages.slice(1).map(({ title }, index) => ({
    value: ` page:${index + 1}`,
    label: `Show: ${title}`,
    hint: '',
    refused: null,
  }));
  // pages are this front end's own business: the desk is only asked about answers
  const patient: Desk = { ...desk, objection: (value) => (isPage(value) ? null : desk.objection(value)) };
  for (;;) {
    const reply = await promptOptions(question, [...options, ...others], initial, false, prompter, patient);
    if (reply?.kind !== 'answer' || !isPage(reply.value)) return reply;
    prompter.print(pages[Number(String(reply.value).slice(6))]?.lines ?? []);
  }
}

function isPage(value: string | readonly string[]): boolean {
  return String(value).startsWith(' page:');
}
