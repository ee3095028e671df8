import { describe, expect, it } from 'vitest';
import { onPty, type Pty } from '../../pty/pty.ts';
import { noSandbox } from '../no-sandbox.ts';
import { routers, storedAnswers } from './program.ts';
import type { RouterRoot } from './router-root.ts';

const home = routers();

type Ui = 'tui' | 'lines' | 'plain';
const first: Readonly<Record<Ui, string>> = { tui: '\r', lines: '\r', plain: '1\n' };

/** A wizard on a router, at its plan: its name shall change. */
async function atPlan(ui: Ui, router: RouterRoot): Promise<Pty> {
  router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
  const env = { PATH: process.env.PATH ?? '', TERM: 'vt220' };
  const pty = await onPty(router.command('--answers', '/root/new.yaml', '--ui', ui), { env });
  await reached(pty, 'Begin');
  await pty.type(first[ui]);
  await reached(pty, 'Make this change');
  return pty;
}

/** The wizard with answers from a pipe: its name shall change. */
function piped(router: RouterRoot, answers: string) {
  router.write('root/new.yaml', storedAnswers.replace('hostName: router', 'hostName: gate'));
  const naar = '/project/node_modules/node/bin/node /naar.mjs --answers /root/new.yaml --ui plain';
  return router.run('sh', '-c', `printf '${answers}' | ${naar}`);
}

async function reached(pty: Pty, words: string): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) if (await pty.until(words)) return;
  throw new Error(`${words} did not come:\n${(await pty.output()).slice(-2000)}`);
}

describe.skipIf(noSandbox !== null)('the wizard on a router', () => {
  it.each(['tui', 'lines', 'plain'] as const)('shows what changes, tries it and keeps it: %s', async (ui) => {
    const router = home.fresh();
    const before = router.snapshot();
    const pty = await atPlan(ui, router);
    await pty.pump(1);
    const plan = await pty.output();
    expect(plan).toContain('The name of the router: router becomes gate.');
    if (ui !== 'tui') expect(plan).toContain('The change, line by line');
    await pty.type(first[ui]);
    await reached(pty, 'Switch to it on trial?');
    expect(router.snapshot()).toEqual(before);
    await pty.type(first[ui]);
    await reached(pty, 'Looking how well the router is now');
    await reached(pty, 'Looking whether it is as well as before');
    await reached(pty, 'comes back in');
    await pty.pump(1);
    expect(router.snapshot()['run/naar/armed']).toBe('there');
    // another session shows the same, and may end it; here it is kept
    router.write('fake/slow-boot', '3');
    await pty.type(first[ui]);
    await reached(pty, 'Keeping it: the boot loader');
    expect(router.snapshot()['run/naar/armed']).toBe('there');
    expect(await pty.ended(120)).toBe(0);
    const now = router.snapshot();
    expect(now['nix/var/nix/profiles/system']).toBe(now['run/current-system']);
    expect(now['run/current-system']).not.toBe(before['run/current-system']);
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: gate');
    pty.close();
  });

  it.each(['tui', 'lines', 'plain'] as const)(
    'changes one answer from the plan, and keeps it over a kill: %s',
    async (ui) => {
      const router = home.fresh();
      const enter = ui === 'plain' ? '\n' : '\r';
      const start = () => onPty(router.command('--ui', ui), { env: { PATH: process.env.PATH ?? '', TERM: 'vt220' } });
      const pty = await start();
      await reached(pty, 'Begin');
      await pty.type(first[ui]);
      await reached(pty, 'Make this change');
      await pty.type(`2${enter}`);
      await reached(pty, 'Which step shall be opened again?');
      await pty.type(`6${enter}`);
      // screens get only what differs
      await reached(pty, 'of these shall be changed?');
      await pty.type(`1${enter}`);
      await reached(pty, 'router called?');
      await pty.type(`${ui === 'plain' ? '' : '\x15'}gate${enter}`);
      await reached(pty, 'The name of the router: router becomes gate.');
      await pty.signal('SIGKILL');
      pty.close();
      const again = await start();
      await reached(again, 'Go on where I was');
      await again.type(first[ui]);
      await reached(again, 'The name of the router: router becomes gate.');
      await again.signal('SIGKILL');
      again.close();
    },
  );

  it.each(['tui', 'lines', 'plain'] as const)('says at once that it takes the change back: %s', async (ui) => {
    const router = home.fresh();
    const before = router.snapshot();
    const pty = await atPlan(ui, router);
    await pty.type(first[ui]);
    await reached(pty, 'Switch to it on trial?');
    await pty.type(first[ui]);
    await reached(pty, 'comes back in');
    await pty.pump(1);
    router.write('fake/slow', '3');
    await pty.type({ tui: '2\r', lines: '2\r', plain: '2\n' }[ui]);
    await reached(pty, 'Bringing the earlier router back');
    expect(router.snapshot()['run/naar/armed']).toBe('there');
    expect(await pty.ended(120)).toBe(3);
    expect(router.snapshot()).toEqual(before);
    pty.close();
  });

  it('counts down to when the lifeline was told to act, not from the end of the switch', async () => {
    const router = home.fresh();
    router.write('fake/slow', '4');
    const pty = await atPlan('plain', router);
    await pty.type('1\n');
    await reached(pty, 'Switch to it on trial?');
    await pty.type('1\n');
    await reached(pty, 'comes back in');
    const [, minutes, seconds] = /comes back in (\d):(\d\d)/.exec(await pty.output()) ?? [];
    expect(Number(minutes) * 60 + Number(seconds)).toBeLessThanOrEqual(297);
    await pty.signal('SIGKILL');
    pty.close();
  });

  it('hears a pipe, also while the change is on trial', () => {
    const router = home.fresh();
    const { status, words } = piped(router, '1\\n1\\n1\\nconfirm\\n');
    expect(words).toContain('The change stays: the router starts with it from now on.');
    expect(status).toBe(0);
    const now = router.snapshot();
    expect(now['nix/var/nix/profiles/system']).toBe(now['run/current-system']);
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: gate');
  });

  it('leaves the change on trial where the pipe ends, and says how to keep it', () => {
    const router = home.fresh();
    const { status, words } = piped(router, '1\\n1\\n1\\n');
    expect(words).toContain('The change is on trial still: "naar confirm" keeps it');
    expect(status).toBe(3);
    expect(router.snapshot()['run/naar/armed']).toBe('there');
    expect(router.naar('confirm').status).toBe(0);
  });

  it('asks what becomes of lines that were written by hand', async () => {
    const router = home.fresh();
    router.write(
      'etc/nixos/configuration.nix',
      router.read('etc/nixos/configuration.nix').replace('timeout = 3;', 'timeout = 8;'),
    );
    const pty = await atPlan('plain', router);
    await pty.type('1\n');
    await reached(pty, 'What shall become of it?');
    await reached(pty, '+  boot.loader.timeout = 8;');
    await pty.type('1\n');
    await reached(pty, 'Switch to it on trial?');
    await pty.type('1\n');
    await reached(pty, 'comes back in');
    expect(router.read('etc/nixos/configuration.nix')).toMatch(/timeout = 8;[\s\S]*hostName = "gate"/);
    await pty.signal('SIGKILL');
    pty.close();
    // the wizard is gone, the lifeline is not
    expect(router.timeOut()).toBe(true);
    expect(router.read('etc/nixos/answers.yaml')).toContain('hostName: router');
  });

  it('is told when another session ended the trial', async () => {
    const router = home.fresh();
    const before = router.snapshot();
    const pty = await atPlan('tui', router);
    await pty.type('\r');
    await reached(pty, 'Switch to it on trial?');
    await pty.type('\r');
    await reached(pty, 'comes back in');
    expect(router.naar('rollback').status).toBe(0);
    await reached(pty, 'trial is over');
    await pty.type('\r');
    expect(await pty.ended(60)).toBe(3);
    expect(await pty.output()).toContain('The earlier router is back.');
    expect(router.snapshot()).toEqual(before);
    pty.close();
  });
});
