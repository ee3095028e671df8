import { join } from 'node:path';
import type { CommandAction, Step } from '../steps.ts';
import { stage, targetStage } from './staged.ts';
import { partitionOf, type Target } from './target.ts';

/**
 * From a proven installation to a disk that nothing uses any more. What was kept there for a start after a
 * power cut goes; the log stays.
 */
export function finishStep(target: Target): Step {
  const { root } = target;
  const swap = partitionOf(target, 'swap');
  const log = join(root, 'var/log');
  return {
    id: 'finish',
    title: 'Leave the log on the disk and unmount it',
    actions: [
      { kind: 'directory', path: log, mode: 0o755 },
      {
        ...run('install', ['-m', '0600', stage.log, join(log, 'naar-install.log')], 'The log could not be kept.'),
        // it may be gone with the memory
        allowed: [1],
      },
      run(
        'rm',
        ['-r', '-f', targetStage(root).directory, stage.trial],
        'The notes of the installation could not be taken away.',
      ),
      {
        ...run('umount', ['--recursive', root], `${root} could not be unmounted.`),
        timeout: 600_000,
        next: 'Leave that directory in every shell; then start naar again. The router itself is installed.',
      },
      ...(swap === null ? [] : [{ ...run('swapoff', [swap], `${swap} is still in use as swap.`), timeout: 600_000 }]),
    ],
  };
}

function run(command: string, args: readonly string[], failure: string): CommandAction {
  return { kind: 'command', command, args, failure, next: 'Start naar again: it does this part anew.' };
}
