import type { System } from '../system/system.ts';
import { askElsewhere, type Elsewhere } from './ask-elsewhere.ts';
import { type Bench, type Busy, openBench } from './bench.ts';
import { sessionDevice } from './bench-file.ts';
import { askPrefix, type PrefixOffer } from './delegated-prefix.ts';
import type { DialWish } from './dial-options.ts';
import { dialOutcome } from './dial-outcome.ts';
import { findTool, type Tool } from './find-tool.ts';
import { keepLine } from './kept-line.ts';
import { linkPatience } from './line-sweep.ts';
import { readLinkState, waitForLink } from './link-state.ts';
import { type DialProgress, dialOnce, endOnce, type OneDial } from './one-dial.ts';
import { timeLimit } from './time-limit.ts';
import { makeVlans, type Vlan } from './vlan-device.ts';

/** `keep`: with the default route on it, for what comes after naar. `patience` as for a sweep; whole, 1 unless said. */
export type DialRequest = DialWish & {
  /** Where else to ask when nobody answers there. */
  readonly elsewhere: readonly Vlan[];
};

/** What is told while it goes on. */
export type DialEvent =
  | { readonly kind: 'waiting-for-link'; readonly jack: string }
  | { readonly kind: 'dialling'; readonly vlan: Vlan }
  | DialProgress
  | { readonly kind: 'asking-for-prefix' }
  | { readonly kind: 'asking-elsewhere'; readonly vlans: readonly Vlan[] };

/** How the dial ended; `words` are pppd's or the provider's. */
export type DialResult =
  | { readonly kind: 'no-cable'; readonly jack: string }
  | { readonly kind: 'no-answer'; readonly vlan: Vlan; readonly tried: readonly Vlan[] }
  | { readonly kind: 'other-vlan'; readonly vlan: Vlan; readonly asked: Vlan; readonly concentrator: string }
  | { readonly kind: 'login-refused'; readonly words: string }
  | { readonly kind: 'session-refused'; readonly words: string }
  | { readonly kind: 'method-refused'; readonly words: string }
  | LineUp
  | { readonly kind: 'tool-missing'; readonly tool: Tool }
  /** Something unforeseen: the last lines of pppd, without the login. */
  | { readonly kind: 'failed'; readonly evidence: readonly string[] }
  | { readonly kind: 'stopped' }
  | Busy;

/** The line came up, and what it would carry. */
export type LineUp = {
  readonly kind: 'up';
  readonly address: string;
  readonly peer: string | null;
  /** Bytes that the session carries: 1500 with RFC 4638, else 1492. */
  readonly mtu: number;
  readonly dns: readonly string[];
  readonly ipv6: PrefixOffer;
  /** Whether the line stays up (`hangUp` ends it), and whether names are looked up over it. */
  readonly kept: { readonly nameServers: boolean } | null;
};

/**
 * Dials once with the person's login and says how it went, in at most fifteen
 * seconds (with the usual patience). While nobody answers, others are asked
 * elsewhere, and one who answers there ends the dial. The line is hung up again, unless it is to be kept and came up; jack,
 * VLAN and files are put back as they were. The password is in a file that only
 * root reads, for as long as pppd needs it, and nowhere else.
 */
export async function trialDial(
  system: System,
  request: DialRequest,
  tell: (event: DialEvent) => void,
  stop: AbortSignal,
): Promise<DialResult> {
  const pppd = await findTool(system, 'pppd');
  if (pppd === null) return { kind: 'tool-missing', tool: 'pppd' };
  const bench = await openBench(system, 'dial');
  if ('kind' in bench) return bench;
  const limit = timeLimit(system, longest * (request.patience ?? 1), stop);
  try {
    return await dial(system, bench, pppd, request, tell, { stop, over: limit.over });
  } finally {
    limit.end();
    await bench.close();
  }
}

/** Milliseconds for link, dial and whoever is asked beside it; what is left to fifteen seconds is for hanging up. */
const longest = 11_500;

/** `stop` is the person's; `over` is also the end of the time. */
type Ends = { readonly stop: AbortSignal; readonly over: AbortSignal };

async function dial(
  system: System,
  bench: Bench,
  pppd: string,
  request: DialRequest,
  tell: (event: DialEvent) => void,
  ends: Ends,
): Promise<DialResult> {
  const { patience = 1 } = request;
  const { jack, vlan, mac, parentMtu } = request.dial;
  const { restarted, refused } = await bench.borrow(jack, { mtu: parentMtu, mac });
  tell({ kind: 'waiting-for-link', jack });
  const linked = await waitForLink(system, jack, restarted ? linkPatience * patience : 0, ends.over);
  if (ends.stop.aborted) return { kind: 'stopped' };
  if (!linked) return { kind: 'no-cable', jack };

  const mtu = refused.includes('mtu') ? null : parentMtu;
  const made = await makeVlans(system, jack, vlan === null ? [] : [{ ...vlan, mtu }]);
  const own = vlan?.id ?? null;
  const device = made.devices.get(own);
  if (device === undefined) return { kind: 'failed', evidence: [made.refused?.words ?? ''] };
  tell({ kind: 'dialling', vlan: own });
  const { once, elsewhere } = await dialAndAsk(system, pppd, request, device, tell, ends.over);
  const outcome = dialOutcome(once.log, once.code);
  if (outcome.kind === 'up' && !ends.stop.aborted) return lineUp(system, bench, once, request, tell, ends.stop);
  await endOnce(system, once, tell);
  if (ends.stop.aborted) return { kind: 'stopped' };
  if (outcome.kind === 'no-answer') return unanswered(own, elsewhere);
  if (outcome.kind === 'failed' || outcome.kind === 'up') return { kind: 'failed', evidence: once.evidence };
  return { ...outcome, words: request.password.blot(outcome.words) };
}

/** One dial, and beside it, where nobody answers, the question who does elsewhere. */
async function dialAndAsk(
  system: System,
  pppd: string,
  request: DialRequest,
  device: string,
  tell: (event: DialEvent) => void,
  over: AbortSignal,
): Promise<{ readonly once: OneDial; readonly elsewhere: Elsewhere }> {
  const { jack, vlan } = request.dial;
  const settled = new AbortController();
  const found = new AbortController();
  const settle = () => settled.abort();
  const vain = AbortSignal.any([over, found.signal]);
  const dialling = dialOnce(system, pppd, request, device, tell, { over, vain, answered: settle });
  // silence goes on being asked about when pppd has given up
  dialling.then(({ log, code }) => {
    if (dialOutcome(log, code).kind !== 'no-answer') settle();
  }, settle);
  const elsewhere = await askElsewhere(
    system,
    jack,
    request.elsewhere.filter((other) => other !== (vlan?.id ?? null)),
    request.patience ?? 1,
    (vlans) => tell({ kind: 'asking-elsewhere', vlans }),
    AbortSignal.any([over, settled.signal]),
  );
  if (elsewhere.first !== null) found.abort();
  return { once: await dialling, elsewhere };
}

function unanswered(asked: Vlan, elsewhere: Elsewhere): DialResult {
  const { first } = elsewhere;
  if (first === null) return { kind: 'no-answer', vlan: asked, tried: [asked, ...elsewhere.asked] };
  return { kind: 'other-vlan', vlan: first.vlan, asked, concentrator: first.name };
}

async function lineUp(
  system: System,
  bench: Bench,
  once: OneDial,
  request: DialRequest,
  tell: (event: DialEvent) => void,
  stop: AbortSignal,
): Promise<DialResult> {
  const { running, log } = once;
  const mtu = (await readLinkState(system, sessionDevice))?.mtu ?? 1492;
  const { prefixLength } = request.dial;
  if (prefixLength !== null && log.ipv6) tell({ kind: 'asking-for-prefix' });
  const ipv6: PrefixOffer =
    prefixLength === null
      ? { prefix: null, why: 'not-wanted' }
      : log.ipv6
        ? await askPrefix(system, sessionDevice, prefixLength, 3 * (request.patience ?? 1), stop)
        : { prefix: null, why: 'no-ipv6' };
  // a provider with one name server names it twice
  const dns = [...new Set(log.dns)];
  const kept = request.keep && !stop.aborted ? await keepLine(system, bench, running, dns) : null;
  if (kept === null) await endOnce(system, once, tell);
  // one that is kept by now is up, whatever was pressed meanwhile
  if (kept === null && stop.aborted) return { kind: 'stopped' };
  return { kind: 'up', address: log.address ?? '', peer: log.peer, mtu, dns, ipv6, kept };
}
