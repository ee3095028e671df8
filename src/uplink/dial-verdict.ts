import { howToGet } from './find-tool.ts';
import type { DialResult, LineUp } from './trial-dial.ts';
import { bad, busy, good, listed, named, noCable, plain, said, stopped, type Verdict, where } from './verdict.ts';

/** How the trial dial went. */
export function dialVerdict(result: DialResult): Verdict {
  switch (result.kind) {
    case 'up':
      return good(lineUp(result));
    case 'no-cable':
      return noCable(result.jack);
    case 'no-answer':
      return bad(`No provider answered (tried: ${listed(result.tried.map(plain), 'and')}).`, {
        kind: 'check-cable',
        question: 'Is this the right jack, and is the modem or ONT on and in bridge mode? Try again?',
      });
    case 'other-vlan':
      return bad(`The provider answered ${where(result.vlan)} (${result.concentrator}), not ${where(result.asked)}.`, {
        kind: 'use-line',
        type: 'pppoe',
        vlan: result.vlan,
        question: `Use ${named(result.vlan)}?`,
      });
    case 'login-refused':
      return bad(`The provider refused the login${said(result.words)}.`, {
        kind: 'mend-login',
        question: 'Type user name and password again?',
      });
    case 'session-refused':
      return bad(
        `The provider answered, but gave no session${said(result.words)}. Most often the old box still holds it: switch that off and wait five minutes.`,
        { kind: 'try-again', question: 'Is the old box off? Try again?' },
      );
    case 'method-refused':
      return bad(`The provider wants to log in another way than was allowed${said(result.words)}.`, {
        kind: 'allow-any-method',
        question: 'Allow any way to log in (PAP and CHAP)?',
      });
    case 'tool-missing':
      return {
        mood: 'unsure',
        words: howToGet(result.tool),
        next: { kind: 'get-tool', tool: result.tool, question: 'Go on without a trial dial?' },
      };
    case 'failed':
      return bad(`The dial ended for another reason${said(result.evidence.at(-1) ?? '')}.`, {
        kind: 'try-again',
        question: 'Try again?',
      });
    case 'stopped':
      return stopped;
    case 'busy':
      return busy(result);
  }
}

function lineUp({ address, mtu, ipv6, kept }: LineUp): string {
  const prefix = ipv6.why === null ? `the IPv6 prefix ${ipv6.prefix}` : withoutPrefix[ipv6.why];
  const now = kept === null ? 'It was hung up again.' : 'It stays up.';
  return `The line is up: address ${address}, MTU ${mtu}, ${prefix}. ${now}`;
}

const withoutPrefix = {
  'not-wanted': 'no IPv6 asked for',
  'no-ipv6': 'the provider speaks no IPv6 here',
  'no-offer': 'no IPv6 prefix offered',
  'no-tool': 'IPv6 not tried (dhcpcd is not on this system)',
};
