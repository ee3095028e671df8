import { sayable } from './sayable.ts';

/** What pppd said of one dial, in the order of a dial. Words are the provider's, made fit to be shown. */
export type DialLog = {
  /** Name of the concentrator that answered; null where none did. */
  readonly concentrator: string | null;
  /** The concentrator gave a session: pppd's "Connect:". */
  readonly connected: boolean;
  readonly loggedIn: boolean;
  /** IPv4 addresses of both ends, once there. */
  readonly address: string | null;
  readonly peer: string | null;
  readonly dns: readonly string[];
  /** IPv6 was agreed on: the session has a link-local address. */
  readonly ipv6: boolean;
  /** Discovery ended with an error tag, with silence after an offer, or with silence alone. */
  readonly discovery: { readonly kind: 'error' | 'no-session' | 'silence'; readonly words: string } | null;
  /** The login was turned down; `words` are the provider's reason, empty where it gave none. */
  readonly refused: { readonly words: string } | null;
  /** The provider ended the session, with its reason where it gave one. */
  readonly hungUp: { readonly words: string } | null;
  /** The provider did not answer in the session: pppd's own words. */
  readonly silent: string | null;
};

/** Reads pppd's log (2.4.9 to 2.5.3) as far as it goes; what it does not know it leaves out. */
export function readDialLog(text: string): DialLog {
  let log = nothing;
  let message = '';
  for (const line of text.split('\n').map((entry) => sayable(entry, 200))) {
    message = after(line, /^Remote message: (.*)$/) ?? message;
    log = { ...log, ...change(log, line, message) };
  }
  return log;
}

/** Whether a concentrator has answered pppd, be it to refuse. */
export function isAnswered({ concentrator, connected, discovery }: DialLog): boolean {
  return concentrator !== null || connected || (discovery !== null && discovery.kind !== 'silence');
}

const nothing: DialLog = {
  concentrator: null,
  connected: false,
  loggedIn: false,
  address: null,
  peer: null,
  dns: [],
  ipv6: false,
  discovery: null,
  refused: null,
  hungUp: null,
  silent: null,
};

function change(log: DialLog, line: string, message: string): Partial<DialLog> {
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(line);
    if (found !== null) return read(found[1] ?? '', log, message);
  }
  return {};
}

type Read = (found: string, log: DialLog, message: string) => Partial<DialLog>;

const patterns: readonly (readonly [RegExp, Read])[] = [
  [/^Access-Concentrator: (.*)$/, (concentrator) => ({ concentrator })],
  [/^PAD[OS]: (\S+-Error: .*)$/, (words) => ({ discovery: { kind: 'error', words } })],
  // an error tag has said more already
  [
    /^(Timeout waiting for PADS packets)/,
    (words, log) => ({ discovery: log.discovery ?? { kind: 'no-session', words } }),
  ],
  [/^(Timeout waiting for PADO packets)/, (words, log) => ({ discovery: log.discovery ?? { kind: 'silence', words } })],
  [/^Connect: /, () => ({ connected: true })],
  [/^\S+ authentication succeeded/, () => ({ loggedIn: true })],
  // "CHAP authentication failed: Access denied", then the same without the reason
  [
    /^\S+ authentication failed(?:: (.*))?$/,
    (words, log, message) => ({ refused: { words: words || log.refused?.words || message } }),
  ],
  [/^LCP terminated by peer(?: \((.*)\))?/, (words) => ({ hungUp: { words } })],
  [/^(Modem hangup|Hangup \(SIGHUP\))/, (words, log) => ({ hungUp: log.hungUp ?? { words } })],
  [/^(LCP: timeout sending Config-Requests|No response to .*)$/, (silent) => ({ silent })],
  [/^local +IP address (\S+)/, (address) => ({ address })],
  [/^remote IP address (\S+)/, (peer) => ({ peer })],
  [/^(?:primary|secondary) +DNS address (\S+)/, (server, log) => ({ dns: [...log.dns, server] })],
  [/^local +LL address /, () => ({ ipv6: true })],
];

function after(line: string, pattern: RegExp): string | null {
  return pattern.exec(line)?.[1] ?? null;
}
