import type { Facts } from '../facts/facts.ts';
import { adminPassword } from '../interview/questions/admin-login.ts';
import { draftText } from '../interview/questions/draft-text.ts';
import { pppoePassword } from '../interview/questions/login.ts';
import { progressText } from '../interview/questions/progress.ts';
import type { LivePicture } from '../interview/questions/question.ts';
import type { Session } from '../interview/questions/session.ts';
import { keepDraft } from '../steps/draft-file.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { Outside } from '../ui/conversation.ts';
import type { ReviewMaterial } from '../ui/review/review-pages.ts';
import { type LineBench, lineBench } from '../uplink/line-bench.ts';
import type { draftReminder } from './draft-reminder.ts';
import { type BenchMemory, livePictures } from './live-line.ts';
import { reviewOf } from './review.ts';

/** The typed secrets, by the id of their question, as the ids of their files. */
const fileOf: Readonly<Record<string, string>> = {
  [pppoePassword]: 'pppoe-password',
  [adminPassword]: 'admin-password-hash',
};

/** The line can be tried on the box itself by root, and on a recorded machine, where a recorded line is played. */
export function benchOf(box: System, facts: Facts): LineBench | null {
  const itself = facts.os.role !== 'other' && process.getuid?.() === 0;
  return box.kind === 'recorded' || itself ? lineBench(box) : null;
}

/** What the conversation asks of the machine and of the disk; `from` is where an earlier router was found, `values` takes the typed secrets, `change` tells what the review shows of a change. */
export function outsideOf(
  here: System,
  { directory, from }: { readonly directory: string; readonly from: string | null },
  values: Map<string, Secret>,
  bench: LineBench | null,
  remind: ReturnType<typeof draftReminder>,
  change: (session: Session) => Promise<ReviewMaterial['change']>,
): Outside {
  const memory: BenchMemory = { finding: null };
  const typed = (question: string) => values.get(fileOf[question] ?? question) ?? null;
  return {
    keep: async (session) => {
      await keepDraft(here, directory, { text: draftText(session.draft), progress: progressText(session), from });
      return remind(session);
    },
    live: (source, session, signal) =>
      bench === null || source === 'trial'
        ? stillJacks(session)
        : livePictures(bench, source, session, typed, memory, signal),
    lineFinding: () => memory.finding,
    review: async (session) => reviewOf(session, await change(session)),
    blink: async (jack) => {
      await bench?.blinkJack(jack, AbortSignal.timeout(10_000));
    },
    secret: (id, value) => {
      values.set(fileOf[id] ?? id, value);
    },
  };
}

/** Away from the box, or without the right to touch it, the jacks stand as they were found. */
async function* stillJacks(_session: Session): AsyncGenerator<LivePicture> {
  const words = 'The cables cannot be watched from here; this is how the jacks were found.';
  yield { lines: [words], news: [words], options: null, suggested: null, finished: true };
}
