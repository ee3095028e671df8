import type { ToldEvent } from '../../steps/job-events.ts';
import { wrap, wrapped } from '../wrap.ts';
import { countLine, elapsed, type InstallProgress, noProgress, progressWords } from './install-progress.ts';

/** A job told on a terminal: a line for each step, and one that moves on while a step is long. */
export type JobReport = {
  hear(event: ToldEvent): void;
};

/** Seconds between two pictures of the line that moves: a serial line has better things to carry. */
const pace = 1;
/** Without a terminal to paint over, the line comes this rarely. */
const slowPace = 60;
/** Columns of the narrowest terminal, less the last: writing there would break the line. */
const columns = 79;

/** `write` takes text as it is; `paints`: a line can be written over (a terminal). */
export function jobReport(write: (text: string) => void, paints: boolean): JobReport {
  let progress: InstallProgress = noProgress;
  let began = 0;
  let shown = 0;
  let moving = false;
  const settle = () => {
    if (moving) write('\n');
    moving = false;
  };
  const move = (now: number) => {
    if (now - shown < (paints ? pace : slowPace)) return;
    shown = now;
    const time = now - began;
    const words = progress === noProgress ? elapsed(time) : progressWords(progress, time);
    write(paints ? `\r        ${words}`.slice(0, columns + 1).padEnd(columns + 1) : `        ${words}\n`);
    moving = paints;
  };
  return {
    hear(event) {
      const now = Date.parse(event.at) / 1000;
      switch (event.kind) {
        case 'step':
          settle();
          write(`${event.number} of ${event.of}  ${event.title}\n`);
          progress = noProgress;
          began = now;
          shown = now;
          return;
        case 'line':
          progress = countLine(progress, event.text);
          return move(now);
        case 'still':
          return began > 0 ? move(now) : undefined;
        case 'look':
          settle();
          return write(`        ${event.text}\n`);
        case 'skipped':
          settle();
          return write('        done by an earlier run\n');
        case 'failed':
        case 'refused':
          settle();
          write(`\n${wrap(event.message).join('\n')}\n`);
          write(event.evidence.flatMap(evidenceRows).join(''));
          return write(`${wrap(event.next).join('\n')}\n`);
        default:
          settle();
          // no more pictures behind the end
          began = 0;
      }
    },
  };
}

/** A line of evidence as rows of the terminal; the beginning of one that never ends says enough. */
function evidenceRows(line: string): readonly string[] {
  const plain = line.replace(/[^\x20-\x7e]/g, '?').slice(0, 600);
  return wrapped(plain, '  | ', '  |   ', columns).map((row) => `${row}\n`);
}
