import type { System } from '../../system/system.ts';
import type { SayBusy } from './settle.ts';

/**
 * The router follows the channel of its release from now on, so that the next build needs none from far away and
 * nixos-rebuild builds the same. Without the Internet that waits, which is said: naar asks the channel itself until then.
 */
export async function followChannel(system: System, channel: string, say: SayBusy): Promise<void> {
  say('For the next change the list of packages of the new release is fetched: a few minutes at most.');
  const added = await system.run('nix-channel', ['--add', channel, 'nixos'], { timeout: 30_000 });
  const { code } =
    added.code === 0 ? await system.run('nix-channel', ['--update', 'nixos'], { timeout: 900_000 }) : added;
  if (code !== 0) say('It could not be fetched. The next change tries that again: naar reconfigure');
}
