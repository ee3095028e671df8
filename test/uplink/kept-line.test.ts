import { expect, it } from 'vitest';
import type { System } from '../../src/system/system.ts';
import type { Bench } from '../../src/uplink/bench.ts';
import { keepLine } from '../../src/uplink/kept-line.ts';

/** What resolvconf was asked when a line is kept; it takes the keys that fit. */
async function told(takes: RegExp, dns = ['198.51.100.53']) {
  const asked: string[] = [];
  const system: Partial<System> = {
    run: async (command, args) => {
      asked.push([command, ...args].join(' '));
      return { code: takes.test(args[1] ?? '') ? 0 : 1, stdout: '', stderr: '' };
    },
  };
  const running = { process: 7, ended: new Promise<never>(() => {}), stop: never, release: () => {} };
  const bench: Partial<Bench> = { keep: async () => {} };
  return { kept: await keepLine(system as System, bench as Bench, running, dns), asked };
}

const never = () => Promise.reject(new Error('It was not to be stopped.'));

it("the name servers of a kept line go in front of NetworkManager's", async () => {
  const { kept, asked } = await told(/./);
  expect(kept).toEqual({ nameServers: true });
  expect(asked).toEqual(['resolvconf -a ppp99.naar']);
});

it('a resolvconf that wants a device there is has that of the session', async () => {
  const { kept, asked } = await told(/^naar-ppp$/);
  expect(kept).toEqual({ nameServers: true });
  expect(asked).toEqual(['resolvconf -a ppp99.naar', 'resolvconf -a naar-ppp']);
});

it('no resolvconf, or no name servers, is no fault', async () => {
  expect((await told(/^never$/)).kept).toEqual({ nameServers: false });
  expect(await told(/./, [])).toEqual({ kept: { nameServers: false }, asked: [] });
});
