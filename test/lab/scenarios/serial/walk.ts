import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { draftText } from '../../../../src/interview/questions/draft-text.ts';
import { progressText } from '../../../../src/interview/questions/progress.ts';
import type { Question } from '../../../../src/interview/questions/question.ts';
import { draftDirectory, dropDraft, readDraft } from '../../../../src/steps/draft-file.ts';
import { realSystem } from '../../../../src/system/real.ts';
import type { System } from '../../../../src/system/system.ts';
import type { Said } from '../../../commands/rehearsal.ts';
import { keysFor } from '../../../commands/typist.ts';
import type { Cable } from '../../laptop/cable.ts';
import { type Picture, type Seat, sitAt } from '../../laptop/terminal.ts';
import { differs } from './differs.ts';

/** A question on the screen, and what is typed then. */
export type Station = { readonly said: Said; readonly picture: Picture };

/** What a person types up to the review, and there that the answers shall be kept. */
export function upToReview(said: readonly Said[]): readonly Said[] {
  const review = said.findIndex(({ question }) => question.id === 'review');
  return said.slice(0, review + 1).map((one, index) => (index === review ? { ...one, value: 'save' } : one));
}

/** The walk on a terminal right here, on a recorded box: each screen, and the draft at its end. */
export async function walkHere(
  program: readonly string[],
  recording: string,
  said: readonly Said[],
): Promise<{ readonly stations: readonly Station[]; readonly draft: string }> {
  const system = realSystem();
  const directory = draftDirectory(system, process.getuid!(), recording);
  await dropDraft(system, directory);
  const seat = await sitAt([...program, '--machine', recording], { TERM: 'vt220' }, true);
  try {
    const stations: Station[] = [];
    for (const [index, one] of said.entries()) {
      if (index > 0) await kept(system, directory, said[index - 1]!);
      stations.push({ said: one, picture: await settled(seat, one) });
      if (index < said.length - 1) await seat.type(keysFor('tui', one.question, one.value));
    }
    const { text } = (await readDraft(system, directory))!;
    if (text !== draftText(said.at(-2)!.then.draft)) throw new Error('The draft is not that of the rehearsal.');
    return { stations, draft: text };
  } finally {
    await seat.close();
    await dropDraft(system, directory);
  }
}

/** Waits until an answer is on disk: its own question is over then. */
async function kept(system: System, directory: string, { question, then }: Said): Promise<void> {
  const end = performance.now() + 60_000;
  while ((await readDraft(system, directory))?.progress !== progressText(then)) {
    if (performance.now() > end) throw new Error(`The answer to ${question.id} is not taken on a terminal right here.`);
    await pause(20);
  }
}

/** The screen of a question when it changes no more; one that shows something live never does. */
async function settled(seat: Seat, { question }: Said): Promise<Picture> {
  let before = await seat.until((now) => (titleIn(now, question) ? null : `no ${question.id}`), 30);
  while (question.kind !== 'live') {
    await pause(200);
    const now = await seat.see();
    if (JSON.stringify(now) === JSON.stringify(before)) break;
    before = now;
  }
  return before;
}

/**
 * The same walk at the far end of the line: each screen has to come as it was here before the next answer is typed.
 * Gives the differences, and what the line carried.
 */
export async function walkThere(
  seat: Seat,
  stations: readonly Station[],
  cable: Cable,
  log: string,
): Promise<{ readonly differences: readonly string[]; readonly said: string }> {
  const differences: string[] = [];
  const before = cable.sent().length;
  const began = performance.now();
  let lastKey = began;
  writeFileSync(log, '');
  for (const { said, picture } of stations) {
    const wanted = performance.now() + 60_000;
    let difference: string | null = null;
    const seen = await seat.until((now) => {
      difference = differs(picture, now, said.question);
      // a picture that is another all the same is no reason to stop there
      const given = performance.now() > wanted && titleIn(now, said.question);
      return difference === null || given ? null : difference;
    }, 120);
    if (difference !== null) differences.push(`${difference}\n${seen.rows.join('\n')}`);
    appendFileSync(log, `== ${said.question.id}, ${cable.sent().length - before} bytes\n${seen.rows.join('\n')}\n`);
    if (said.question.id === 'review') break;
    await seat.type(keysFor('tui', said.question, said.value));
    lastKey = performance.now();
  }
  const sent = cable.sent().slice(before);
  const [bytes, seconds] = [sent.length - sent.indexOf('naar is starting'), Math.round((lastKey - began) / 1000)];
  const quiet = Math.round(cable.lastByte() - lastKey);
  return {
    differences,
    said: `${stations.length} screens, ${bytes} bytes in ${seconds} s; quiet ${quiet} ms after the last key`,
  };
}

function titleIn({ rows }: Picture, { title }: Question): boolean {
  return rows.join(' ').replace(/\s+/g, ' ').includes(title);
}
