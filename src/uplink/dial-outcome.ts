import { type DialLog, isAnswered } from './pppd-log.ts';

/** How a dial ended, by pppd's log and exit status alone. */
export type DialOutcome =
  | { readonly kind: 'up' }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'login-refused'; readonly words: string }
  | { readonly kind: 'session-refused'; readonly words: string }
  | { readonly kind: 'method-refused'; readonly words: string }
  | { readonly kind: 'failed' };

/**
 * Sorts the ends of a dial. `code` is pppd's exit status, null where it was still
 * at it when its time was over. The log decides and not the status, which is the
 * same for several causes (lab-findings section 6).
 */
export function dialOutcome(log: DialLog, code: number | null): DialOutcome {
  if (log.address !== null) return { kind: 'up' };
  if (log.discovery !== null && log.discovery.kind !== 'silence')
    return { kind: 'session-refused', words: log.discovery.words };
  if (!log.connected && code !== null && log.discovery === null) return { kind: 'failed' };
  if (!isAnswered(log)) return { kind: 'no-answer' };
  // it answered, and has not what was asked for, or not in time
  if (!log.connected) return { kind: 'session-refused', words: '' };
  if (log.refused !== null) return refusal(log.refused.words);
  if (log.hungUp !== null && !log.loggedIn && /authenticat/i.test(log.hungUp.words))
    return { kind: 'method-refused', words: log.hungUp.words };
  if (log.hungUp !== null) return { kind: 'session-refused', words: log.hungUp.words };
  if (log.silent !== null) return { kind: 'session-refused', words: log.silent };
  return code === null ? { kind: 'session-refused', words: '' } : { kind: 'failed' };
}

/** Many a provider turns down a good login while the session of the old box is alive; its words say so. */
function refusal(words: string): DialOutcome {
  return { kind: taken.test(words) ? 'session-refused' : 'login-refused', words };
}

const taken =
  /already|in use|simultaneous|multiple|too many|limit|logged.?(?:in|on)|duplicate|(?:max|active|exist).*session/i;
