import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DialOutcome, dialOutcome } from '../../src/uplink/dial-outcome.ts';
import { readDialLog } from '../../src/uplink/pppd-log.ts';

/** What pppd 2.5.2 wrote in the lab, a file for each end of a dial. */
const folder = join(import.meta.dirname, 'pppd-logs');
const recorded = (name: string) => readFileSync(join(folder, `${name}.log`), 'utf8');

const ends: Readonly<Record<string, readonly [code: number | null, outcome: DialOutcome]>> = {
  'login-refused-pap': [19, { kind: 'login-refused', words: 'Login incorrect' }],
  'login-refused-chap': [19, { kind: 'login-refused', words: 'Access denied' }],
  'method-refused': [16, { kind: 'method-refused', words: 'peer refused to authenticate' }],
  'no-session': [8, { kind: 'session-refused', words: 'System-Error: RP-PPPoE: Server: No client slots available' }],
  'no-answer': [8, { kind: 'no-answer' }],
  'up-pap': [null, { kind: 'up' }],
  'up-chap': [null, { kind: 'up' }],
  'up-1492': [null, { kind: 'up' }],
};

describe('each recorded end is told apart', () => {
  it('all of them', () => {
    expect(readdirSync(folder).map((name) => name.replace('.log', ''))).toEqual(Object.keys(ends).toSorted());
  });

  it.each(Object.entries(ends))('%s', (name, [code, outcome]) => {
    expect(dialOutcome(readDialLog(recorded(name)), code)).toEqual(outcome);
  });

  it('also by a part of the log: what is not there yet is not guessed', () => {
    for (const [name, [, outcome]] of Object.entries(ends)) {
      const lines = recorded(name).split('\n');
      for (let length = 0; length < lines.length; length += 1) {
        const early = dialOutcome(readDialLog(lines.slice(0, length).join('\n')), null);
        expect(['no-answer', 'session-refused', outcome.kind], `${name}, ${length} lines`).toContain(early.kind);
      }
    }
  });
});

it('of a line that is up all is read', () => {
  expect(readDialLog(recorded('up-pap'))).toEqual({
    concentrator: 'lab',
    connected: true,
    loggedIn: true,
    address: '45.90.1.10',
    peer: '45.90.0.1',
    dns: ['45.91.0.80', '45.91.0.80'],
    ipv6: true,
    discovery: null,
    refused: null,
    hungUp: null,
    silent: null,
  });
});

describe('ends that the lab cannot play', () => {
  const connected = ['PPP session is 1', 'Connect: naar-ppp <--> naar-v10'];
  it.each<[string, readonly string[], number | null, DialOutcome]>([
    [
      'the login is right, but in use',
      [...connected, 'Remote message: You are already logged in - access denied', 'PAP authentication failed'],
      19,
      { kind: 'session-refused', words: 'You are already logged in - access denied' },
    ],
    [
      'MS-CHAP with its own words',
      [...connected, 'MS-CHAP authentication failed: E=691 Authentication failure', 'CHAP authentication failed'],
      19,
      { kind: 'login-refused', words: 'E=691 Authentication failure' },
    ],
    [
      'a greeting is no reason',
      [
        ...connected,
        'Remote message: Welcome, limit 2 sessions',
        'PAP authentication succeeded',
        'LCP terminated by peer',
      ],
      16,
      { kind: 'session-refused', words: '' },
    ],
    [
      'silence after the session was given',
      [...connected, 'LCP: timeout sending Config-Requests', 'Connection terminated.'],
      10,
      { kind: 'session-refused', words: 'LCP: timeout sending Config-Requests' },
    ],
    [
      'silence after the login was sent',
      [...connected, 'No response to PAP authenticate-requests', 'Connection terminated.'],
      19,
      { kind: 'session-refused', words: 'No response to PAP authenticate-requests' },
    ],
    [
      'an offer and no session',
      ['Timeout waiting for PADS packets'],
      8,
      { kind: 'session-refused', words: 'Timeout waiting for PADS packets' },
    ],
    [
      'the line was up and is down',
      [...connected, 'Modem hangup'],
      16,
      { kind: 'session-refused', words: 'Modem hangup' },
    ],
    ['pppd itself is at a loss', ['This system lacks kernel support for PPP.'], 4, { kind: 'failed' }],
    ['pppd ends without a word', [], 2, { kind: 'failed' }],
    [
      'no IPv4 address',
      [...connected, 'PAP authentication succeeded', 'Could not determine local IP address'],
      10,
      { kind: 'failed' },
    ],
    ['nothing in time', [], null, { kind: 'no-answer' }],
    [
      'somebody answers who has not the service',
      ['Access-Concentrator: bras', 'Service-Name: tv', 'Timeout waiting for PADO packets'],
      8,
      { kind: 'session-refused', words: '' },
    ],
    ['an offer and nothing more in time', ['Access-Concentrator: bras'], null, { kind: 'session-refused', words: '' }],
    ['nothing after the session in time', connected, null, { kind: 'session-refused', words: '' }],
  ])('%s', (_, lines, code, outcome) => {
    expect(dialOutcome(readDialLog(lines.join('\n')), code)).toEqual(outcome);
  });

  it('words of the provider cannot command the terminal, nor fill the screen', () => {
    const log = readDialLog(
      `Access-Concentrator: \u001b[2Jx\u0007\u00e9\nRemote message: ${'y'.repeat(999)}\nPAP authentication failed\n`,
    );
    expect(log.concentrator).toBe('?[2Jx?');
    expect(log.refused?.words.length).toBeLessThanOrEqual(200);
  });
});
