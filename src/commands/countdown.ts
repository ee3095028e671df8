import { createInterface } from 'node:readline';
import type { LivePicture } from '../interview/questions/question.ts';
import { confirmChange, isPending, type SayBusy, takeBack } from '../steps/change/settle.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { wrap } from '../ui/wrap.ts';
import type { Seat } from './follow-install.ts';

/** How a trial ended while someone watched: kept or taken back, here or from another session; `left`: the timer goes on. */
export type TrialEnd = 'kept' | 'back' | 'left';

/**
 * Counts down on this terminal until the trial ends. The person may type k (keep) or b (back);
 * whoever goes away (`stop`) lets the earlier router come back. `end` in milliseconds.
 */
export async function countDown(
  system: System,
  end: number,
  { write, stop }: Seat,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<TrialEnd> {
  const typed = lines(input);
  const busy = (words: string) => write(`\n${wrap(words).join('\n')}\n`);
  let over = false;
  write(
    `${wrap('Try it: is the Internet there, and what you changed? Then type k to keep the change, or b to have the earlier router back. "naar confirm" in any other session keeps it too.').join('\n')}\n`,
  );
  try {
    for (;;) {
      const word = stop?.aborted ? null : await typed.next(system, 1000);
      if (word === null || stop?.aborted) return 'left';
      if (!(await isPending(system))) return ended(system);
      if (/^k/i.test(word)) return await kept(system, write, busy);
      if (/^b/i.test(word)) return await takeBack(system, busy);
      const left = secondsLeft(system, end);
      if (left > 0) write(`\rThe earlier router comes back in ${clock(left)}  [k/b] `);
      else if (!over) write(`\n${tooLate}\n`);
      over = left === 0;
    }
  } finally {
    typed.close();
    write('\n');
  }
}

/** The time that is left, as pictures of a live question; the last one when the trial was ended from elsewhere. `end` in milliseconds; `marked` is the option that is proposed. */
export async function* trialPictures(
  system: System,
  end: number,
  marked: string,
  signal: AbortSignal,
): AsyncGenerator<LivePicture> {
  let told = Number.POSITIVE_INFINITY;
  let clean = told;
  while (!signal.aborted) {
    if (!(await isPending(system))) {
      const words = 'The trial is over.';
      const on = { value: 'over', label: 'Go on', hint: '', refused: null };
      yield { lines: [words], news: [words], options: [on], suggested: 'over', finished: true };
      return;
    }
    const left = secondsLeft(system, end);
    const words = left > 0 ? `The earlier router comes back in ${clock(left)}.` : tooLate;
    const passed = (seconds: number, last: number) => marks.find((one) => seconds <= one && one < last);
    const mark = passed(left, told);
    // the notice for every terminal has gone over the picture
    const spoilt = passed(left + 3, clean);
    const first = told === Number.POSITIVE_INFINITY;
    const news = first || mark !== undefined ? [words] : [];
    told = Math.min(told, mark ?? 3600);
    clean = Math.min(clean, spoilt ?? 3600);
    // prompts ask as soon as something is proposed
    const afresh = spoilt === undefined ? {} : { afresh: true as const };
    yield { lines: [words], news, options: null, suggested: first ? marked : null, finished: false, ...afresh };
    await system.wait(1000, signal);
  }
}

/** Seconds before the end at which it is told, here as in the notice for every terminal, and the end itself. */
const marks = [120, 60, 30, 10, 0];

/** Said while the lifeline switches back, which takes its time. */
const tooLate = 'The time is over: the earlier router is coming back. Wait a moment.';

function secondsLeft(system: System, end: number): number {
  return Math.max(0, Math.round((end - system.now().getTime()) / 1000));
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function kept(system: System, write: Seat['write'], busy: SayBusy): Promise<TrialEnd> {
  try {
    await confirmChange(system, busy);
    return 'kept';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    write(`\n${error.message}\n`);
    return 'back';
  }
}

/** Ended by someone else, or by the timer: the system that starts says which. */
async function ended(system: System): Promise<TrialEnd> {
  const at = async (path: string) => (await system.run('readlink', ['-f', path])).stdout.trim();
  const names = await system.list('/var/lib/naar/history');
  const last = names.at(-1) ?? '';
  return /-taken-back/.test(last) || (await at('/run/current-system')) === '' ? 'back' : 'kept';
}

/** One line that the person types behind these words; null where nobody is there any more. */
export async function askLine(words: string): Promise<string | null> {
  // the terminal's own editing: what Node would paint (CSI G) no VT100 knows, and minicom takes it for another place
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const typed = await new Promise<string | null>((resolve) => {
    reader.question(words, resolve);
    reader.once('close', () => resolve(null));
  });
  reader.close();
  return typed?.trim() ?? null;
}

/** What is typed, a line at a time: '' while nothing is, null when nobody is there any more. */
function lines(input: NodeJS.ReadableStream) {
  const reader = createInterface({ input });
  const waiting: string[] = [];
  let over = false;
  let wake = () => {};
  reader.on('line', (line) => {
    waiting.push(line.trim());
    wake();
  });
  reader.on('close', () => {
    over = true;
    wake();
  });
  return {
    async next(system: System, milliseconds: number): Promise<string | null> {
      const late = new AbortController();
      wake = () => late.abort();
      if (waiting.length === 0 && !over) await system.wait(milliseconds, late.signal);
      return waiting.shift() ?? (over ? null : '');
    },
    close: () => reader.close(),
  };
}
