import type { LivePicture, LiveQuestion, Reply } from '../../interview/questions/question.ts';
import type { Secret } from '../../system/secret.ts';
import type { Desk } from '../front-end.ts';
import { list, pick } from './ask-choice.ts';
import type { Sheet } from './sheet.ts';

/**
 * Tells the news as they come until the source is finished, then asks. At a terminal a line
 * typed meanwhile is the answer; from a pipe nothing is read before the end, so that a script
 * says one line for each question whatever the time it takes. Beside a source without an end the
 * next line is the answer in any case.
 */
export async function askLive(question: LiveQuestion, sheet: Sheet, desk: Desk): Promise<Reply<Secret>> {
  const watching = new AbortController();
  const typing = new AbortController();
  let last: LivePicture | null = null;
  const { endless = false } = question;
  if (endless) list(sheet, question.options, question.initial);
  const line =
    sheet.interactive || endless
      ? sheet.readUntil(
          endless ? '(Type a number, or Enter for the one that is marked.)\n' : '(Enter goes on without waiting.)\n',
          typing.signal,
        )
      : Promise.resolve(undefined);
  void line.then((typed) => {
    if (typed !== undefined) watching.abort();
  });
  for await (const picture of desk.live(question.source, watching.signal)) {
    last = picture;
    sheet.print(picture.news);
    if (picture.finished || watching.signal.aborted) break;
  }
  typing.abort();
  const first = await line;
  const options = last?.options ?? question.options;
  const suggested = last?.suggested ?? '';
  const initial = options.some(({ value }) => value === suggested) ? suggested : question.initial;
  if (first === undefined) list(sheet, options, initial);
  return pick(question, options, options, initial, sheet, desk, first);
}
