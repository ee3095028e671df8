import type { ChangeDesk } from './change-there.ts';

/**
 * The first router is called back by a command, tried with its countdown, and kept; once nobody keeps what is tried. A busy
 * host switches the box for minutes: there is more time to confirm than a person would need.
 */
export async function rollBackThere({ type, shows, prompt, check, cable, shell }: ChangeDesk): Promise<void> {
  const runs = async (name: string) => {
    const now = await shell.run('readlink /run/current-system; sudo ls /var/lib/naar');
    if (!now.startsWith(`/nix/store/lab-system-${name}\n`) || now.includes('pending')) throw new Error(now);
  };
  await check('naar rollback 1: what changes, the switch, the countdown, and "k" keeps the first router', async () => {
    const from = cable.sent().length;
    await type('clear; sudo naar rollback 1 --confirm-within 20m\r');
    await shows('Switch to it on trial? [y/N]', 400);
    await type('y\r');
    const { rows } = await shows(/The earlier router comes back in \d+:\d\d/, 900);
    await type('k\r');
    await prompt(300);
    if (!cable.sent().slice(from).includes('The change stays: the router starts with it from now on.'))
      throw new Error('it is not said that it stays');
    await runs('router');
    return rows.find((row) => row.includes('comes back in'))?.trim() ?? '';
  });
  await check('nobody says a word: the countdown runs out on the line, and the first router is back', async () => {
    await type('clear; sudo naar rollback 1 --confirm-within 6m\r');
    await shows('Switch to it on trial? [y/N]', 400);
    await type('y\r');
    await shows(/The earlier router comes back in [0-5]:\d\d/, 900);
    await shows('The earlier router is back.', 900);
    await prompt(60);
    await runs('router');
  });
}
