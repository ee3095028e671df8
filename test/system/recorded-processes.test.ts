import { describe, expect, it } from 'vitest';
import { recordedSystem } from '../../src/system/recorded.ts';
import { quickClock } from '../../src/system/recorded-clock.ts';
import type { Play } from '../../src/system/recorded-processes.ts';

/** A bell that rings each second, n times, into a file and on its output. */
const bell: Play = {
  text: (path, now) => (path === '/time' ? `${now}` : undefined),
  names: (path) => (path === '/bin' ? ['bell'] : []),
  perform: (command, [times = '1'], stage) => (command === 'bell' ? ring(Number(times), stage) : null),
};

async function ring(times: number, stage: Parameters<Play['perform']>[2]): Promise<number> {
  for (let nth = 1; nth <= times; nth += 1) {
    await stage.wait(1_000);
    if (stage.stopped()) return 5;
    stage.tell(`ring ${nth}`);
    stage.write('/rung', `${nth}`);
  }
  return 0;
}

describe('a played machine', () => {
  const machine = () => recordedSystem({}, { play: bell, clock: quickClock() });

  it('acts commands in its own time, in the same order each time', async () => {
    const system = machine();
    const told: string[] = [];
    const tell = (who: string) => (line: string) => void told.push(`${who} ${line}`);
    const one = await system.start('bell', ['2'], { tell: tell('one') });
    await system.wait(500);
    const two = await system.start('bell', ['2'], { tell: tell('two') });
    expect([await one.ended, await two.ended]).toEqual([
      { code: 0, problem: null },
      { code: 0, problem: null },
    ]);
    expect(told).toEqual(['one ring 1', 'two ring 1', 'one ring 2', 'two ring 2']);
    expect(await system.readText('/time')).toBe('2500');
    expect(await system.readText('/rung')).toBe('2');
    expect(await system.list('/')).toEqual(['rung']);
    expect(await system.list('/bin')).toEqual(['bell']);
  });

  it('stops one by its handle, its signal, its number, its time', async () => {
    const system = machine();
    const stop = new AbortController();
    const running = await system.start('bell', ['9'], { stop: stop.signal });
    expect(await system.list('/proc')).toEqual([`${running.process}`]);
    expect(await system.readText(`/proc/${running.process}/cmdline`)).toBe('bell\u00009\u0000');
    stop.abort();
    expect(await running.ended).toEqual({ code: 5, problem: null });
    expect(await system.list('/proc')).toEqual([]);
    expect(system.signal(running.process!, 'SIGTERM')).toBe(false);

    const second = await system.start('bell', ['9']);
    expect(system.signal(second.process!, 'SIGTERM')).toBe(true);
    expect((await second.ended).code).toBe(5);
    expect(await (await system.start('bell', ['9'])).stop()).toEqual({ code: 5, problem: null });
    expect(await (await system.start('bell', ['9'], { timeout: 2_500 })).ended).toEqual({ code: 5, problem: null });
    expect(await system.readText('/rung')).toBe('2');
    expect(await system.run('bell', ['2'])).toEqual({ code: 0, stdout: 'ring 1\nring 2\n', stderr: '' });
    expect(await system.run('gong', [])).toMatchObject({ code: null });
  });

  it('a wait that is stopped moves no time', async () => {
    const system = machine();
    const stop = new AbortController();
    const waited = system.wait(60_000, stop.signal);
    stop.abort();
    await waited;
    await system.wait(10);
    expect(await system.readText('/time')).toBe('10');
  });
});

it('what is removed is gone', async () => {
  const system = recordedSystem({});
  await system.write('/run/x', 'text', 0o600);
  expect(await system.list('/run')).toEqual(['x']);
  await system.remove('/run/x');
  expect(await system.readText('/run/x')).toBeNull();
});
