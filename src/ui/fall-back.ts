import type { FrontEnd } from './front-end.ts';
import type { Tui } from './tui/open-tui.ts';

/**
 * The screens as long as the terminal has room for them, then another front end: the open
 * question is asked there again, with what was typed so far.
 */
export function withFallBack(tui: Tui, openOther: () => Promise<FrontEnd>): FrontEnd {
  let other: FrontEnd | null = null;
  return {
    async ask(question, place, desk) {
      if (other !== null) return other.ask(question, place, desk);
      const reply = await tui.ask(question, place, desk);
      if (reply.kind !== 'too-small') return reply;
      await tui.close();
      other = await openOther();
      return other.ask(reply.question ?? question, place, desk);
    },
    tell: (paragraphs) => (other ?? tui).tell(paragraphs),
    lend: (work) => (other ?? tui).lend(work),
    close: () => (other ?? tui).close(),
  };
}
