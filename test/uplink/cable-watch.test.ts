import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Box, jackState, noBox, openBox } from './box.ts';

const refusal = noBox();
if (refusal !== null) console.log(`Cables are not tried on real devices: ${refusal}`);

describe.skipIf(refusal !== null)('the cables of a box', () => {
  let box: Box;
  beforeEach(() => {
    box = openBox();
  });
  afterEach(() => box.close());
  const watch = () => box.bench({ look: 'cables', jacks: ['jack1', 'jack2'], seconds: 60 });

  it('says which jack the cable went into, and gives the jacks back as they were', async () => {
    box.plug(2, 'up');
    box.sh(box.inside, 'ip link set jack2 up');
    const before = ['jack1', 'jack2'].map((jack) => jackState(box, jack));
    const look = watch();
    await look.until('ready');
    expect(look.events.slice(0, 2)).toEqual([
      { kind: 'found', jack: 'jack1', link: 'down', speed: null },
      { kind: 'found', jack: 'jack2', link: 'up', speed: 10_000 },
    ]);
    // switched on for the look, and silent
    expect(jackState(box, 'jack1')).toMatch(/"on":true.*"mode":"none"/);
    box.plug(1, 'up');
    await look.until('changed', ({ jack, link }) => jack === 'jack1' && link === 'up');
    box.plug(2, 'down');
    await look.until('changed', ({ jack, link }) => jack === 'jack2' && link === 'down');
    look.process.kill('SIGINT');
    const { result, verdict } = await look.ended;
    expect(result).toEqual({
      kind: 'watched',
      jacks: [
        { jack: 'jack1', link: 'up', speed: 10_000 },
        { jack: 'jack2', link: 'down', speed: null },
      ],
      plugged: 'jack1',
      unplugged: ['jack2'],
    });
    expect(verdict).toEqual({
      mood: 'good',
      words: 'The cable was just plugged into jack1.',
      next: { kind: 'go-on' },
    });
    expect(['jack1', 'jack2'].map((jack) => jackState(box, jack))).toEqual(before);
    expect(box.sh(box.outside, 'cat /sys/class/net/far1/statistics/rx_packets')).toBe('0\n');
  });

  it('a cable pulled and put back is the one', async () => {
    for (const cable of [1, 2] as const) box.plug(cable, 'up');
    box.sh(box.inside, 'ip link set jack1 up; ip link set jack2 up');
    const look = watch();
    await look.until('ready');
    box.plug(1, 'down');
    await look.until('changed', ({ link }) => link === 'down');
    box.plug(1, 'up');
    await look.until('changed', ({ link }) => link === 'up');
    look.process.kill('SIGINT');
    expect((await look.ended).result).toMatchObject({ plugged: 'jack1', unplugged: [] });
  });

  it('ends by itself, and says that no jack has a link', async () => {
    const { result, verdict } = await box.bench({ look: 'cables', jacks: ['jack1', 'jack2'], seconds: 1 }).ended;
    expect(result).toMatchObject({ kind: 'watched', plugged: null });
    expect(verdict).toMatchObject({ words: 'No jack has a link.', next: { kind: 'check-cable' } });
  });

  it('killed in the middle, it is undone by the next look', async () => {
    const before = jackState(box, 'jack1');
    const look = watch();
    await look.until('found');
    look.process.kill('SIGKILL');
    await look.ended.catch(() => {});
    expect(jackState(box, 'jack1')).not.toBe(before);
    expect((await box.bench({ look: 'hang-up' }).ended).result).toBe(false);
    await box.bench({ look: 'cables', jacks: [], seconds: 0 }).ended;
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it('what cannot be undone now is undone by a later look', async () => {
    const before = jackState(box, 'jack1');
    const look = watch();
    await look.until('found');
    // from now on `ip` does nothing
    box.program('ip', '#!/bin/sh\nexit 1\n');
    look.process.kill('SIGINT');
    await look.ended;
    const changed = jackState(box, 'jack1');
    expect(changed).not.toBe(before);
    await box.bench({ look: 'cables', jacks: ['jack2'], seconds: 0 }).ended;
    expect(jackState(box, 'jack1')).toBe(changed);
    box.program('ip', '#!/bin/sh\nexec /usr/sbin/ip "$@"\n');
    await box.bench({ look: 'cables', jacks: [], seconds: 0 }).ended;
    expect(jackState(box, 'jack1')).toBe(before);
  });

  it('two lookers at once: the second hears of the first', async () => {
    const look = watch();
    await look.until('found');
    const { result, verdict } = await watch().ended;
    expect(result).toMatchObject({ kind: 'busy', by: 'another-naar' });
    expect(verdict.words).toMatch(/^Another naar \(process \d+\) is looking at the line\.$/);
    look.process.kill('SIGINT');
    await look.ended;
  });

  it('a jack that cannot blink says so in its own words', async () => {
    const { result } = await box.bench({ look: 'blink', jack: 'jack1' }).ended;
    expect(result).toMatchObject({ kind: 'refused', words: expect.stringContaining('not supported') });
  });
});
