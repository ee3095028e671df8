import type { CableResult } from './cable-watch.ts';
import { bad, busy, good, listed, type Verdict } from './verdict.ts';

/** Which jack is the Internet's, by the cable that was just plugged in. */
export function cableVerdict(result: CableResult): Verdict {
  if (result.kind === 'busy') return busy(result);
  const lit = result.jacks.filter(({ link }) => link === 'up').map(({ jack }) => jack);
  if (result.plugged !== null) return good(`The cable was just plugged into ${result.plugged}.`);
  if (lit.length === 0)
    return bad('No jack has a link.', {
      kind: 'check-cable',
      question: 'Is the cable in, and the box at its other end switched on? Look again?',
    });
  const which = lit.length === 1 ? `Only ${lit[0]} has a link` : `${listed(lit, 'and')} have a link`;
  return {
    mood: 'unsure',
    words: `${which}, and no cable was plugged in while we watched.`,
    next: { kind: 'check-cable', question: 'Pull the cable of the Internet out, put it back, and look again?' },
  };
}
