import { describe, expect, it } from 'vitest';
import { onPty } from '../../pty/pty.ts';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';

const home = routers();

describe.skipIf(noSandbox !== null)('naar rollback on a terminal', () => {
  it('asks and counts down in words that fit 80 columns, with nothing that a VT100 does not know', async () => {
    const router = home.fresh();
    router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
    expect(router.naar('reconfigure', '--answers', '/root/new.yaml', '--yes').status).toBe(0);
    expect(router.naar('confirm').status).toBe(0);
    const pty = await onPty(router.command('rollback', '1'), { env: { PATH: process.env.PATH ?? '', TERM: 'vt220' } });
    const comes = async (words: string) => {
      for (let tries = 0; tries < 4; tries += 1) if (await pty.until(words)) return;
      throw new Error(`${words} did not come:\n${await pty.output()}`);
    };
    await comes('Switch to it on trial? [y/N] ');
    await pty.type('y\n');
    await comes('comes back in');
    await pty.type('k\n');
    expect(await pty.ended(120)).toBe(0);
    const all = await pty.output();
    expect(all).toContain('The change stays: the router starts with it from now on.');
    expect(all).not.toContain('\x1b');
    const rows = all.split(/[\r\n]+/);
    expect(rows.filter((row) => row.length > 79)).toEqual([]);
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: router');
    pty.close();
  });
});
