import { join } from 'node:path';
import type { System } from '../../system/system.ts';
import { perform } from '../perform.ts';
import { type Action, Refusal } from '../steps.ts';
import { newSystem } from './change-steps.ts';
import { lifeline, places } from './places.ts';

/** Whether a change waits to be confirmed. */
export async function isPending(system: System): Promise<boolean> {
  return (await system.readText(join(places.pending, 'system')).catch(() => null)) !== null;
}

/**
 * `naar confirm`: the change stays. What ran before is kept in the history. Refuses where no
 * change waits; where the new system cannot be made the one that boots, the earlier comes back.
 */
export async function confirmChange(system: System): Promise<void> {
  if (!(await isPending(system))) throw new Refusal('No change waits to be confirmed.', 'naar reconfigure makes one.');
  const target = (await system.run('readlink', ['-f', newSystem])).stdout.trim();
  try {
    await all(system, [
      { ...command('systemctl', ['stop', `${lifeline}.timer`], 'The lifeline could not be stopped.'), allowed: [5] },
      command(
        'nix-env',
        ['--profile', '/nix/var/nix/profiles/system', '--set', target],
        'The new system could not be made the one that boots.',
      ),
      command(
        join(target, 'bin/switch-to-configuration'),
        ['boot'],
        'The boot loader could not be told of the new system.',
      ),
    ]);
  } catch (error) {
    await takeBack(system);
    throw error;
  }
  const name = system.now().toISOString().slice(0, 19).replaceAll(':', '-');
  await all(system, [
    { kind: 'directory', path: places.history, mode: 0o700 },
    command(
      'mv',
      ['-T', places.pending, join(places.history, name)],
      'The earlier files could not be put into the history.',
    ),
  ]);
  await system.remove(places.armed);
}

/** Takes a waiting change back at once, as the timer would. */
export async function takeBack(system: System): Promise<void> {
  if (!(await isPending(system)))
    throw new Refusal('No change waits to be taken back.', 'Earlier sets of files are in /var/lib/naar/history.');
  await all(system, [
    {
      ...command('/bin/sh', [join(places.pending, 'put-back.sh')], 'The earlier router did not come back whole.'),
      follow: true,
      timeout: 300_000,
    },
  ]);
}

async function all(system: System, actions: readonly Action[]): Promise<void> {
  for (const action of actions) await perform(action, 'lifeline', system);
}

function command(name: string, args: readonly string[], failure: string): Action & { kind: 'command' } {
  return {
    kind: 'command',
    command: name,
    args,
    failure,
    timeout: 120_000,
    next: 'See: journalctl -b -u naar-lifeline; a restart brings the earlier router in any case.',
  };
}
