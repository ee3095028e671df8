import type { Busy } from './bench.ts';
import type { Tool } from './find-tool.ts';
import type { Vlan } from './vlan-device.ts';

/** What a look at the line means for the person. */
export type Verdict = {
  readonly mood: 'good' | 'bad' | 'unsure';
  /** One or two sentences in ASCII. */
  readonly words: string;
  readonly next: NextStep;
};

/** What to do about it. `question` is what a front end asks before it does so. */
export type NextStep =
  | { readonly kind: 'go-on' }
  | { readonly kind: 'use-line'; readonly type: 'pppoe' | 'dhcp'; readonly vlan: Vlan; readonly question: string }
  | { readonly kind: 'check-cable'; readonly question: string }
  | { readonly kind: 'mend-login'; readonly question: string }
  | { readonly kind: 'allow-any-method'; readonly question: string }
  | { readonly kind: 'try-again'; readonly question: string }
  | { readonly kind: 'get-tool'; readonly tool: Tool; readonly question: string }
  | { readonly kind: 'hang-up'; readonly question: string };

/** A VLAN as it is spoken of in a list: `untagged`, `VLAN 10`. */
export function plain(vlan: Vlan): string {
  if (vlan === null) return 'untagged';
  return vlan === 0 ? 'VLAN 0 (priority tag)' : `VLAN ${vlan}`;
}

/** The person had enough. */
export const stopped: Verdict = { mood: 'unsure', words: 'The look at the line was stopped.', next: { kind: 'go-on' } };

/** Nothing at the other end of the cable. */
export function noCable(jack: string): Verdict {
  return bad(`${jack} has no link: no cable, or nothing switched on at its other end.`, {
    kind: 'check-cable',
    question: 'Plug the cable in and try again?',
  });
}

/** Someone else is at the line. */
export function busy({ by, process }: Busy): Verdict {
  if (by === 'kept-line')
    return {
      mood: 'unsure',
      words: 'The line is up since an earlier dial and was kept.',
      next: { kind: 'hang-up', question: 'Hang it up and look again?' },
    };
  return bad(`Another naar (process ${process}) is looking at the line.`, {
    kind: 'try-again',
    question: 'Is it done? Try again?',
  });
}

/** All is well: on to the next question. */
export function good(words: string): Verdict {
  return { mood: 'good', words, next: { kind: 'go-on' } };
}

/** Something is wrong, and this is the way on. */
export function bad(words: string, next: NextStep): Verdict {
  return { mood: 'bad', words, next };
}

/** `on VLAN 10`, `without a tag`. */
export function where(vlan: Vlan): string {
  return vlan === null ? 'without a tag' : `on ${plain(vlan)}`;
}

/** `VLAN 10`, `no VLAN`. */
export function named(vlan: Vlan): string {
  return vlan === null ? 'no VLAN' : plain(vlan);
}

/** The provider's own words behind a sentence, where there are any. */
export function said(words: string): string {
  return words === '' ? '' : ` ("${words}")`;
}

/** `a, b and c`. */
export function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
