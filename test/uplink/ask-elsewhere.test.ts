import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Play } from '../../src/system/recorded-processes.ts';
import { boxWith, dial, elsewhere, never, password } from './recorded-box.ts';

/** pppd does all so many milliseconds later. */
const late =
  (milliseconds: number) =>
  ({ perform }: Play): Partial<Play> => ({
    perform: (command, args, stage) =>
      basename(command) === 'pppd'
        ? stage.wait(milliseconds).then(() => perform(command, args, stage) ?? 0)
        : perform(command, args, stage),
  });

describe('where nobody answers, others are asked beside it', () => {
  const jacks = ['enp1s0', 'enp2s0', 'enp3s0', 'lo'];
  const started = (system: { readonly commands: readonly { readonly command: string }[] }) =>
    system.commands.map(({ command }) => basename(command));

  it('one who answers there ends the dial', async () => {
    const { bench, clock } = await boxWith('other-vlan');
    const events: unknown[] = [];
    const request = { dial, password, elsewhere, keep: false };
    const { result } = await bench.trialDial(request, (event) => events.push(event), never);
    expect(result).toEqual({ kind: 'other-vlan', vlan: 20, asked: 10, concentrator: 'bras1.lab' });
    expect(events).toEqual([
      { kind: 'waiting-for-link', jack: 'enp1s0' },
      { kind: 'dialling', vlan: 10 },
      { kind: 'asking-elsewhere', vlans: [null, 7, 20, 0] },
    ]);
    expect(clock.now()).toBeLessThan(5_000);
  });

  it('where the link takes its five seconds too, the fifteen are kept', async () => {
    const { bench, clock } = await boxWith('nobody', ({ text }) => ({
      text: (path, now, written) =>
        path === '/sys/class/net/enp1s0/carrier' && now < 4_900 ? '0\n' : text(path, now, written),
    }));
    const { result } = await bench.trialDial({ dial, password, elsewhere, keep: false }, () => {}, never);
    expect(result).toEqual({ kind: 'no-answer', vlan: 10, tried: [10, null, 7, 20, 0] });
    expect(clock.now()).toBeGreaterThan(4_900);
    expect(clock.now()).toBeLessThan(13_000);
  });

  it('also with a pppd that never gives up', async () => {
    const { bench, clock } = await boxWith('nobody', late(60_000));
    const { result } = await bench.trialDial({ dial, password, elsewhere, keep: false }, () => {}, never);
    expect(result).toMatchObject({ kind: 'no-answer', tried: [10, null, 7, 20, 0] });
    expect(clock.now()).toBeLessThan(13_000);
  });

  it('but not where pppd is answered in time, nor where it fails, nor where nobody else is to be asked', async () => {
    const quick = await boxWith('up', late(3_000));
    await quick.bench.trialDial({ dial, password, elsewhere, keep: false }, () => {}, never);
    expect(started(quick.system)).not.toContain('stdbuf');
    const failing = await boxWith('up', ({ perform }) => ({
      perform: (command, args, stage) =>
        basename(command) === 'pppd' ? stage.wait(100).then(() => 2) : perform(command, args, stage),
    }));
    const { result } = await failing.bench.trialDial({ dial, password, elsewhere, keep: false }, () => {}, never);
    expect(result.kind).toBe('failed');
    expect(failing.clock.now()).toBeLessThan(2_000);
    const alone = await boxWith('other-vlan');
    const told: unknown[] = [];
    const look = { dial, password, elsewhere: [10], keep: false };
    const { result: end } = await alone.bench.trialDial(look, (event) => told.push(event), never);
    expect(end).toEqual({ kind: 'no-answer', vlan: 10, tried: [10] });
    expect(started(alone.system)).not.toContain('stdbuf');
    expect(told).not.toContainEqual(expect.objectContaining({ kind: 'asking-elsewhere' }));
  });

  it.each([
    [4_200, 'while they are asked'],
    [3_600, 'in the moment in which another was heard'],
  ])('an answer to pppd after %i ms (%s) ends that, and the dial goes on', async (milliseconds) => {
    const { bench, system } = await boxWith('up', ({ perform, ...play }) => {
      const pppd = late(milliseconds)({ perform, ...play }).perform ?? perform;
      // on the one VLAN that is asked beside the dial's own, somebody answers too, a moment later
      const heard: Play['perform'] = (command, args, stage) =>
        args.includes('naar-v20') && milliseconds < 4_000
          ? perform(command, args.with(args.indexOf('naar-v20'), 'naar-v10'), stage)
          : pppd(command, args, stage);
      return { perform: heard };
    });
    const events: { readonly kind: string }[] = [];
    const { result } = await bench.trialDial(
      { dial, password, elsewhere, keep: true },
      (event) => events.push(event),
      never,
    );
    expect(result).toMatchObject({ kind: 'up', kept: { nameServers: true } });
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['waiting-for-link', 'dialling', 'asking-elsewhere', 'concentrator', 'logging-in', 'asking-for-prefix'],
    ]);
    // what was made for the questions is gone, also where the line stays
    expect(await system.list('/sys/class/net')).toEqual([...jacks, 'naar-ppp', 'naar-v10'].toSorted());
    expect(await bench.hangUpLine()).toBe(true);
    expect(await system.list('/sys/class/net')).toEqual(jacks);
  });

  it('stopped meanwhile, all is put back', async () => {
    for (let moment = 3_300; moment < 6_000; moment += 150) {
      const { system, bench, clock } = await boxWith('nobody');
      const stop = new AbortController();
      void clock.wait(moment).then(() => stop.abort());
      const { result } = await bench.trialDial({ dial, password, elsewhere, keep: true }, () => {}, stop.signal);
      expect(result).toEqual({ kind: 'stopped' });
      expect(clock.now() - moment).toBeLessThan(500);
      expect(await system.list('/sys/class/net')).toEqual(jacks);
      expect([...system.writes.keys()].filter((path) => path.startsWith('/run'))).toEqual([]);
    }
  });

  it('all that is waited for is as long as the patience says', async () => {
    const { bench, clock } = await boxWith('other-vlan');
    const request = { dial, password, elsewhere, keep: false, patience: 3 };
    const asked: number[] = [];
    const tell = ({ kind }: { readonly kind: string }) => {
      if (kind === 'asking-elsewhere') asked.push(clock.now());
    };
    expect((await bench.trialDial(request, tell, never)).result.kind).toBe('other-vlan');
    expect(asked).toEqual([expect.closeTo(10_500, -3)]);
  });
});
