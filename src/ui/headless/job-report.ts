import type { ToldEvent } from '../../steps/job-events.ts';
import { wrap } from '../wrap.ts';
import { countLine, type InstallProgress, noProgress, progressWords } from './install-progress.ts';

/** A job told on a terminal: a line for each step, and one that moves on while a step is long. */
export type JobReport = {
  hear(event: ToldEvent): void;
};

/** Seconds between two pictures of the line that moves: a serial line has better things to carry. */
const pace = 1;
/** Without a terminal to paint over, the line comes this rarely. */
const slowPace = 60;

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
  return {
    hear(event) {
      const now = Date.parse(event.at) / 1000;
      if (event.kind === 'step') {
        settle();
        write(`${event.number} of ${event.of}  ${event.title}\n`);
        progress = noProgress;
        began = now;
        shown = now;
      } else if (event.kind === 'line') {
        progress = countLine(progress, event.text);
        if (now - shown < (paints ? pace : slowPace)) return;
        shown = now;
        const words = progressWords(progress, now - began);
        write(paints ? `\r        ${words}`.slice(0, 79).padEnd(79) : `        ${words}\n`);
        moving = paints;
      } else if (event.kind === 'skipped') {
        settle();
        write('        done by an earlier run\n');
      } else if (event.kind === 'failed' || event.kind === 'refused') {
        settle();
        write(`\n${wrap(event.message).join('\n')}\n`);
        for (const line of event.evidence) write(`  | ${line.replace(/[^\x20-\x7e]/g, '?').slice(0, 74)}\n`);
        write(`${wrap(event.next).join('\n')}\n`);
      } else settle();
    },
  };
}
