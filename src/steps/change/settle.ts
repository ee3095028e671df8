import { join } from 'node:path';
import type { System } from '../../system/system.ts';
import { Refusal, StepFailure } from '../steps.ts';
import { followChannel } from './follow-channel.ts';
import { places } from './places.ts';
import { settled } from './settle-script.ts';

/** Whether a change waits to be confirmed; `cut-off` where no timer takes it back any more: a run was killed before it was armed. */
export async function pendingState(system: System): Promise<'none' | 'waits' | 'cut-off'> {
  if (!(await isPending(system))) return 'none';
  const { stdout } = await system.run('systemctl', [
    'is-active',
    'naar-lifeline.timer',
    'naar-lifeline.service',
    'naar-settle.service',
  ]);
  return /^(active|activating)$/m.test(stdout) ? 'waits' : 'cut-off';
}

/** Whether there is a change that was neither confirmed nor taken back. */
export async function isPending(system: System): Promise<boolean> {
  return (await system.readText(join(places.pending, 'system')).catch(() => null)) !== null;
}

/** When the lifeline takes the change back, in milliseconds: its time runs since it was armed, not since the switch is done. */
export async function takenBackAt(system: System, confirmWithin: number): Promise<number> {
  const { stdout } = await system.run('stat', ['-c', '%Y', places.armed]);
  const armed = Number(stdout.trim()) * 1000;
  return (armed > 0 ? armed : system.now().getTime()) + confirmWithin * 1000;
}

/** Says to the person what takes its time now: a sentence or two. */
export type SayBusy = (words: string) => void;

/**
 * `naar confirm`: the change stays. What ran before is kept in the history. Refuses where no
 * change waits; where the new system cannot be made the one that boots, the earlier comes back.
 */
export async function confirmChange(system: System, say: SayBusy): Promise<void> {
  const none = new Refusal('No change waits to be confirmed.', 'naar reconfigure makes one.');
  if (!(await isPending(system))) throw none;
  const channel = await system.readText(join(places.pending, 'channel'));
  const { code, lines } = await settle(system, 'confirm', () =>
    say('Keeping it: the boot loader is told to start the router with it, which can take a minute.'),
  );
  if (code === settled.nothing) throw none;
  if (code === settled.goingBack)
    throw new Refusal(
      'Too late: the earlier router is coming back already.',
      'Make the change again: naar reconfigure',
    );
  if (code === settled.switching)
    throw new Refusal('The switch is still going on.', 'Say "naar confirm" again when it is done.');
  if (code !== 0)
    throw new StepFailure(
      'lifeline',
      'The new system could not be made the one that boots, so the earlier router came back.',
      'Often the disk is full: naar doctor. Then make the change again: naar reconfigure',
      lines,
    );
  if (channel === null) return;
  say('It is kept.');
  await followChannel(system, channel.trim(), say);
}

/** Takes a waiting change back at once, as the timer would. `kept`: it had been confirmed, and now that is done to the end. */
export async function takeBack(system: System, say: SayBusy): Promise<'back' | 'kept'> {
  const { code, lines } = await settle(system, 'back', () =>
    say(
      'Bringing the earlier router back: its services start anew, which can take a minute. The line may be away meanwhile.',
    ),
  );
  if (code === settled.kept) return 'kept';
  if (code === 0 || code === settled.nothing) return 'back';
  throw new StepFailure(
    'lifeline',
    'The earlier router did not come back whole.',
    'Run "naar rollback" again; a restart of the box brings the earlier router in any case.',
    lines,
  );
}

async function settle(system: System, mode: 'confirm' | 'back', begun: () => void) {
  const lines: string[] = [];
  const running = await system.start('/bin/sh', [join(places.pending, 'settle.sh'), mode], {
    tell: (line) => lines.push(line),
    // begun is finished, also when this terminal goes away
    outlives: true,
  });
  // not before: whoever cannot hear it any more does not stop it
  begun();
  const { code } = await running.ended;
  const told = (await system.readText(places.settleLog).catch(() => null)) ?? '';
  // a shell that could not even begin says so itself
  const all = lines.length > 0 ? lines : told.split('\n').filter((line) => line.trim() !== '');
  return { code, lines: all.slice(-12) };
}
