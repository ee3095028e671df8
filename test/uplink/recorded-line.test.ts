import { describe, expect, it } from 'vitest';
import { type RecordedLine, recordedLines } from '../../src/system/recorded-line.ts';
import { boxWith, dial, elsewhere, never, password } from './recorded-box.ts';

async function dialOn(name: RecordedLine, keep = false) {
  const box = await boxWith(name);
  const events: unknown[] = [];
  const told = await box.bench.trialDial({ dial, password, elsewhere, keep }, (event) => events.push(event), never);
  return { ...box, ...told, events };
}

describe('a trial dial on the recorded APU2', () => {
  const expected: Record<RecordedLine, readonly [words: string, next: string]> = {
    up: [
      'The line is up: address 198.51.100.37, MTU 1500, the IPv6 prefix 2001:db8:1200::/56. It was hung up again.',
      'go-on',
    ],
    'no-cable': ['enp1s0 has no link: no cable, or nothing switched on at its other end.', 'check-cable'],
    nobody: [
      'No provider answered (tried: VLAN 10, untagged, VLAN 7, VLAN 20 and VLAN 0 (priority tag)).',
      'check-cable',
    ],
    'other-vlan': ['The provider answered on VLAN 20 (bras1.lab), not on VLAN 10.', 'use-line'],
    'login-refused': ['The provider refused the login ("Login incorrect").', 'mend-login'],
    'login-refused-chap': ['The provider refused the login ("Access denied").', 'mend-login'],
    'session-refused': [
      'The provider answered, but gave no session ("System-Error: RP-PPPoE: Server: No client slots available"). Most often the old box still holds it: switch that off and wait five minutes.',
      'try-again',
    ],
    'method-refused': [
      'The provider wants to log in another way than was allowed ("peer refused to authenticate").',
      'allow-any-method',
    ],
    dhcp: [
      'No provider answered (tried: VLAN 10, untagged, VLAN 7, VLAN 20 and VLAN 0 (priority tag)).',
      'check-cable',
    ],
    'no-tools': [
      "The trial dial needs pppd, which is not on this system. naar's own installer has it; elsewhere on NixOS `nix-shell -p ppp` brings it, if this box has another way to the Internet.",
      'get-tool',
    ],
  };

  it.each(recordedLines)('%s', async (name) => {
    const { verdict, clock, system, events } = await dialOn(name);
    expect([verdict.words, verdict.next.kind]).toEqual(expected[name]);
    expect(clock.now()).toBeLessThan(15_000);
    // all is put back, and the password was in one file that is gone
    expect(await system.list('/sys/class/net')).toEqual(['enp1s0', 'enp2s0', 'enp3s0', 'lo']);
    expect([...system.writes.keys()].filter((path) => path.startsWith('/run'))).toEqual([]);
    expect(JSON.stringify([events, system.commands, verdict])).not.toContain('nowhere');
  });

  it('tells how it goes', async () => {
    const { events, result } = await dialOn('up');
    expect(events).toEqual([
      { kind: 'waiting-for-link', jack: 'enp1s0' },
      { kind: 'dialling', vlan: 10 },
      { kind: 'concentrator', name: 'bras1.lab' },
      { kind: 'logging-in' },
      { kind: 'asking-for-prefix' },
      { kind: 'hanging-up' },
    ]);
    expect(result).toEqual({
      kind: 'up',
      address: '198.51.100.37',
      peer: '198.51.100.1',
      mtu: 1500,
      dns: ['198.51.100.53', '198.51.100.54'],
      ipv6: { prefix: '2001:db8:1200::/56', why: null },
      kept: null,
    });
  });

  it('keeps the line where that is wished, until it is hung up', async () => {
    const { result, bench, system, verdict } = await dialOn('up', true);
    expect(result).toMatchObject({ kind: 'up', kept: { nameServers: true } });
    expect(verdict.words).toMatch(/It stays up\.$/);
    expect(await bench.isLineKept()).toBe(true);
    expect(await system.list('/sys/class/net')).toEqual(expect.arrayContaining(['naar-ppp', 'naar-v10']));
    const again = await bench.trialDial({ dial, password, elsewhere, keep: false }, () => {}, never);
    expect(again.verdict.next.kind).toBe('hang-up');
    expect(await bench.hangUpLine()).toBe(true);
    expect(await bench.isLineKept()).toBe(false);
    expect(await bench.hangUpLine()).toBe(false);
    expect(await system.list('/sys/class/net')).toEqual(['enp1s0', 'enp2s0', 'enp3s0', 'lo']);
  });

  it('stopped at any moment, all is put back', async () => {
    for (let moment = 0; moment < 3_500; moment += 100) {
      const { system, bench, clock } = await boxWith('up');
      const stop = new AbortController();
      void clock.wait(moment).then(() => stop.abort());
      const { result } = await bench.trialDial({ dial, password, elsewhere, keep: true }, () => {}, stop.signal);
      if (result.kind === 'up') expect(await bench.hangUpLine()).toBe(true);
      else expect(result).toEqual({ kind: 'stopped' });
      expect(await system.list('/sys/class/net')).toEqual(['enp1s0', 'enp2s0', 'enp3s0', 'lo']);
      expect([...system.writes.keys()].filter((path) => path.startsWith('/run'))).toEqual([]);
    }
  });
});

describe('a sweep on the recorded APU2', () => {
  const request = { jack: 'enp1s0', vlans: { pppoe: [10, null, 20], dhcp: [10, null] }, mac: null, dhcp: null };

  it.each([
    ['up', 'good', 'The provider answers on VLAN 10 (concentrator bras1.lab).', 'go-on'],
    ['no-cable', 'bad', 'enp1s0 has no link: no cable, or nothing switched on at its other end.', 'check-cable'],
    [
      'nobody',
      'bad',
      'The link is up, but nobody answers (tried: PPPoE VLAN 10, untagged and VLAN 20; DHCP VLAN 10 and untagged).',
      'check-cable',
    ],
    ['other-vlan', 'bad', 'The provider answered on VLAN 20 (concentrator bras1.lab), not on VLAN 10.', 'use-line'],
    ['dhcp', 'bad', 'The line speaks DHCP without a tag (DHCP server 198.51.100.1), not PPPoE.', 'use-line'],
    [
      'no-tools',
      'unsure',
      expect.stringMatching(/^Asking for the provider on each VLAN needs pppoe-discovery/),
      'get-tool',
    ],
  ] as const)('%s', async (name, mood, words, next) => {
    const { bench, clock, system } = await boxWith(name);
    const { verdict } = await bench.sweepLine(request, { type: 'pppoe', vlan: 10 }, () => {}, never);
    expect(verdict).toMatchObject({ mood, words, next: { kind: next } });
    expect(clock.now()).toBeLessThan(10_000);
    expect(await system.list('/sys/class/net')).toEqual(['enp1s0', 'enp2s0', 'enp3s0', 'lo']);
  });

  it('offers what answered', async () => {
    const chosen = { type: 'pppoe', vlan: 10 } as const;
    const other = await (await boxWith('other-vlan')).bench.sweepLine(request, chosen, () => {}, never);
    expect(other.verdict.next).toEqual({ kind: 'use-line', type: 'pppoe', vlan: 20, question: 'Use VLAN 20?' });
    const dhcp = await (await boxWith('dhcp')).bench.sweepLine(request, chosen, () => {}, never);
    expect(dhcp.verdict.next).toMatchObject({ type: 'dhcp', vlan: null, question: 'Use DHCP without a tag?' });
  });

  it('starts no DHCP client where it has no device to ask on: it would ask on every jack', async () => {
    const { bench, system } = await boxWith('nobody');
    const vlans = { pppoe: [null], dhcp: [] };
    const { result } = await bench.sweepLine({ ...request, vlans }, { type: 'dhcp', vlan: null }, () => {}, never);
    expect(result).toMatchObject({ kind: 'swept', asked: vlans });
    expect(system.commands.map(({ command }) => command.split('/').at(-1))).toEqual(['nmcli', 'ip', 'stdbuf']);
  });

  it('tells each answer', async () => {
    const events: unknown[] = [];
    const { bench } = await boxWith('up');
    await bench.sweepLine(request, { type: 'pppoe', vlan: 10 }, (event) => events.push(event), never);
    expect(events).toEqual([
      { kind: 'waiting-for-link', jack: 'enp1s0' },
      { kind: 'asking', pppoe: [10, null, 20], dhcp: [10, null] },
      {
        kind: 'concentrator',
        answer: { vlan: 10, name: 'bras1.lab', services: [], mac: '02:00:00:00:00:01' },
      },
    ]);
  });
});

describe('the cables of the recorded APU2', () => {
  it('the one that is in is pulled and put back', async () => {
    const { bench } = await boxWith('up');
    const events: unknown[] = [];
    const jacks = ['enp1s0', 'enp2s0', 'enp3s0'];
    const { verdict } = await bench.watchCables(jacks, 10, (event) => events.push(event), never);
    expect(events.slice(4)).toEqual([
      { kind: 'changed', jack: 'enp1s0', link: 'down', speed: null },
      { kind: 'changed', jack: 'enp1s0', link: 'up', speed: 1000 },
    ]);
    expect(verdict.words).toBe('The cable was just plugged into enp1s0.');
    expect(await bench.blinkJack('enp1s0', never)).toEqual({ kind: 'blinked' });
  });

  it('a look that was left waits for nobody, and the next one finds all put back', async () => {
    const { bench, system } = await boxWith('up');
    const stop = new AbortController();
    const left = bench.watchCables(['enp1s0'], 60, () => {}, stop.signal);
    const events: string[] = [];
    const dialled = bench.trialDial(
      { dial, password, elsewhere, keep: false },
      (event) => events.push(`${event.kind} ${system.writes.get('/run/naar/bench/state.json')?.text}`),
      never,
    );
    stop.abort();
    expect((await left).result.kind).toBe('watched');
    expect((await dialled).result.kind).toBe('up');
    expect(events.every((event) => event.includes('"purpose": "dial"'))).toBe(true);
  });

  it('none, and no program to blink', async () => {
    const { bench } = await boxWith('no-cable');
    expect((await bench.watchCables(['enp1s0'], 10, () => {}, never)).verdict.words).toBe('No jack has a link.');
    expect(await (await boxWith('no-tools')).bench.blinkJack('enp1s0', never)).toEqual({
      kind: 'tool-missing',
      tool: 'ethtool',
    });
  });
});
