import type { Action, CommandAction, Step } from '../steps.ts';
import { hasOurFileSystems, hasOurTable } from './disk-state.ts';
import { partitionOf, partitionTable, type Target } from './target.ts';

const look = 'Look at the disk with lsblk and dmesg; if it is sound, start naar again: it goes on from here.';

/** From the disk as it is to an empty system mounted at the target. The first of these is the point of no return. */
export function diskSteps(target: Target): readonly Step[] {
  return [partition(target), format(target), mount(target)];
}

function partition(target: Target): Step {
  const { disk } = target;
  return {
    id: 'partition',
    title: `Erase ${disk} and write a new partition table`,
    isDone: (system) => hasOurTable(system, target),
    actions: [
      ...leftovers(target),
      run('wipefs', ['--all', '--force', disk], `${disk} could not be erased.`),
      {
        ...run(
          'sfdisk',
          ['--quiet', '--wipe', 'always', '--wipe-partitions', 'always', disk],
          `${disk} could not be partitioned.`,
        ),
        input: partitionTable(target),
      },
      run('udevadm', ['settle', '--timeout=30'], 'The system did not notice the new partitions.'),
    ],
  };
}

/** What an earlier run may have left mounted would keep the kernel from reading the new table. */
function leftovers(target: Target): readonly Action[] {
  const swap = partitionOf(target, 'swap');
  return [
    { ...run('umount', ['--recursive', '--quiet', target.root], ''), allowed: [1, 32] },
    ...(swap === null ? [] : [{ ...run('swapoff', [swap], ''), allowed: [1, 2, 4, 32, 255] }]),
  ];
}

function format(target: Target): Step {
  const { plan, marks } = target;
  const root = partitionOf(target, 'root') ?? '';
  const swap = partitionOf(target, 'swap');
  return {
    id: 'format',
    title: 'Make the file systems',
    isDone: (system) => hasOurFileSystems(system, target),
    actions: [
      ...leftovers(target),
      plan.fileSystem === 'ext4'
        ? {
            ...run('mkfs.ext4', ['-q', '-F', '-L', 'nixos', '-U', marks.root, root], noFileSystem(root)),
            timeout: 600_000,
          }
        : run('mkfs.btrfs', ['-q', '-f', '-L', 'nixos', '-U', marks.root, root], noFileSystem(root)),
      ...(swap === null ? [] : [run('mkswap', ['-f', '-L', 'swap', '-U', marks.swap, swap], noFileSystem(swap))]),
      noticed,
    ],
  };
}

function mount(target: Target): Step {
  const { root, plan } = target;
  const swap = partitionOf(target, 'swap');
  const esp = partitionOf(target, 'esp');
  const device = partitionOf(target, 'root') ?? '';
  return {
    id: 'mount',
    title: esp === null ? `Mount it at ${root}` : `Mount it at ${root}, with an empty boot partition`,
    actions: [
      ...leftovers(target),
      { kind: 'directory', path: root, mode: 0o755 },
      run('mount', ['-o', inOrder[plan.fileSystem], device, root], `${device} could not be mounted.`),
      ...(esp === null ? [] : bootPartition(target, esp)),
      // memory is short while a system is built
      ...(swap === null ? [] : [run('swapon', [swap], `${swap} could not be used as swap.`)]),
    ],
  };
}

/**
 * After a power cut the disk must be as it was at one moment: Nix writes down that a path is valid without waiting for its
 * content (`fsync-store-paths` is off, and leaves out what is built: derivation-builder.cc of Nix 2.31 to 2.35), and takes
 * for whole what it called valid. ext4 without delayed allocation has content on the disk before the name
 * (`data=ordered`, Documentation/admin-guide/ext4.rst); btrfs commits both at once where nothing goes round the commit
 * (btrfs(5)).
 */
const inOrder = { ext4: 'nodelalloc', btrfs: 'flushoncommit,notreelog' } as const;

/**
 * Made anew each time: FAT has no journal, only nixos-install writes there, and what it left when it was killed stands in
 * its way (`loader.tmp`, systemd-boot-builder.py).
 */
function bootPartition({ root, marks }: Target, esp: string): readonly Action[] {
  return [
    run('mkfs.vfat', ['-F', '32', '-n', 'BOOT', '-i', marks.boot, esp], noFileSystem(esp)),
    noticed,
    { kind: 'directory', path: `${root}/boot`, mode: 0o755 },
    run('mount', ['-o', 'umask=0077', esp, `${root}/boot`], `${esp} could not be mounted.`),
  ];
}

const noticed = run('udevadm', ['settle', '--timeout=30'], 'The system did not notice the new file systems.');

function noFileSystem(device: string): string {
  return `No file system could be made on ${device}.`;
}

function run(command: string, args: readonly string[], failure: string): CommandAction {
  return { kind: 'command', command, args, failure, next: look };
}
