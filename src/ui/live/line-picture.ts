import type { LivePicture, Option } from '../../interview/questions/question.ts';
import type { SweepEvent } from '../../uplink/line-sweep.ts';
import type { DialEvent } from '../../uplink/trial-dial.ts';
import type { Verdict } from '../../uplink/verdict.ts';
import { screenWidth, wrap } from '../wrap.ts';

/** Lines that a picture shows at most: the newest. */
const most = 8;

/** A step of the sweep as a line; null for what says nothing new. */
export function sweepWords(event: SweepEvent): string | null {
  switch (event.kind) {
    case 'waiting-for-link':
      return `Waiting for the link of ${event.jack} ...`;
    case 'asking':
      return `Asking for PPPoE (${listed(event.pppoe)}) and DHCP (${listed(event.dhcp)}) ...`;
    case 'concentrator':
      return `PPPoE answers ${where(event.answer.vlan)}: concentrator ${event.answer.name}`;
    case 'dhcp-offer':
      return `DHCP answers ${where(event.answer.vlan)}: ${event.answer.address} from ${event.answer.server}`;
    case 'left-out':
      return event.what.kind === 'tool'
        ? `Not asked: ${event.what.tool} is not on this system.`
        : `Not asked: VLANs cannot be made here.`;
  }
}

/** A step of the trial dial as a line. */
export function dialWords(event: DialEvent): string | null {
  switch (event.kind) {
    case 'waiting-for-link':
      return `Waiting for the link of ${event.jack} ...`;
    case 'dialling':
      return `Dialling ${where(event.vlan)} ...`;
    case 'concentrator':
      return `The concentrator ${event.name} answers.`;
    case 'logging-in':
      return 'Logging in ...';
    case 'hanging-up':
      return 'Hanging up ...';
    case 'asking-for-prefix':
      return 'The line is up. Asking for an IPv6 prefix ...';
    case 'asking-elsewhere':
      return `No answer there yet. Asking elsewhere too (${listed(event.vlans)}) ...`;
  }
}

/** What has been said so far, as a picture. */
export function wordsPicture(said: readonly string[], news: readonly string[]): LivePicture {
  const lines = said.flatMap((text) => [...wrap(text, screenWidth)]).slice(-most);
  return { lines, news: news.flatMap((text) => [...wrap(text)]), options: null, suggested: null, finished: false };
}

/**
 * The end of a look: the verdict, and an option for the way on that it proposes. `value` is what
 * the question takes for it; null where it takes none.
 */
export function verdictPicture(
  said: readonly string[],
  { mood, words, next }: Verdict,
  options: readonly Option[],
  value: string | null,
): LivePicture {
  const mark = mood === 'good' ? '' : '! ';
  const { advice, label } = next.kind === 'go-on' ? { advice: '', label: '' } : proposalOf(next.question);
  const verdict = wrap(`${mark}${[words, advice].filter((text) => text !== '').join(' ')}`);
  const proposal =
    next.kind === 'go-on' || value === null || options.some((option) => option.value === value)
      ? []
      : [{ value, label, hint: '', refused: null }];
  const all = [...proposal, ...options];
  return {
    lines: [...said.flatMap((text) => [...wrap(text)]).slice(-most + 3), ...verdict],
    news: [...verdict],
    options: all.map((option) => (option.value === value && label !== '' ? { ...option, label } : option)),
    suggested: mood === 'good' || value === null ? 'go' : value,
    finished: true,
  };
}

/** The last question, as something that can be chosen; what stands before it is to be read. */
function proposalOf(question: string): { readonly advice: string; readonly label: string } {
  const sentences = question.match(/[^?]+\?/g) ?? [question];
  const label = (sentences.at(-1) ?? '').trim().replace(/\?$/, '');
  return { advice: sentences.slice(0, -1).join('').trim(), label: label.slice(0, 70) };
}

function where(vlan: number | null): string {
  return vlan === null ? 'without a tag' : vlan === 0 ? 'with a priority tag' : `on VLAN ${vlan}`;
}

function listed(vlans: readonly (number | null)[]): string {
  if (vlans.length === 0) return 'nowhere';
  return vlans.map((vlan) => (vlan === null ? 'untagged' : String(vlan))).join(', ');
}
