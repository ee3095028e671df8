import type { Facts } from '../../facts/facts.ts';
import type { System } from '../../system/system.ts';
import type { CheckAction, Step } from '../steps.ts';
import { allOf, blockDevice, hasOurTable } from './disk-state.ts';
import type { Target } from './target.ts';

/** The least a NixOS of this kind needs on its disk: two systems side by side and room to build. Bytes. */
const leastDisk = 7e9;
/** What the store in memory takes where nothing is built: evaluation and downloads. Bytes. */
const leastMemory = 1.4e9;
/** Nothing was released before this naar was written: an earlier clock is wrong, and TLS would fail. */
const leastYear = 2026;

/**
 * Everything that can be proven before anything is destroyed. All of it refuses: where one of
 * these does not hold, nothing has been done.
 */
export function preflightStep(facts: Facts, target: Target): Step {
  return {
    id: 'preflight',
    title: 'Look whether everything is there before anything is erased',
    actions: [isInstaller(facts), isRoot, isSane, enoughMemory(facts), ...diskChecks(facts, target)],
  };
}

function isInstaller({ os }: Facts): CheckAction {
  return refusing('this is the NixOS installer', async () =>
    os.role === 'installer'
      ? null
      : {
          problem: 'This is not the NixOS installer, so nothing is installed from here.',
          next: 'Start the box from the installer medium; "naar render" writes the files anywhere.',
        },
  );
}

const isRoot = refusing('naar runs as root', async (system) => {
  const { stdout } = await system.run('id', ['-u']);
  return stdout.trim() === '0' ? null : { problem: 'Only root can install.', next: 'Run: sudo naar' };
});

const isSane = refusing('the clock is sane', async (system) => {
  const now = system.now();
  return now.getUTCFullYear() >= leastYear
    ? null
    : {
        problem: `The clock says ${now.toISOString().slice(0, 10)}; certificates would be refused.`,
        next: 'Set it, in UTC: date --utc --set "2026-11-29 12:00"',
      };
});

function enoughMemory({ memoryBytes }: Facts): CheckAction {
  return refusing('there is enough memory', async () =>
    memoryBytes >= leastMemory
      ? null
      : {
          problem: `This machine has ${(memoryBytes / 1e9).toFixed(1)} GB of memory; the installer needs ${leastMemory / 1e9} GB.`,
          next: 'Install on a machine with more memory and move the disk, or add a memory module.',
        },
  );
}

function diskChecks(facts: Facts, target: Target): readonly CheckAction[] {
  const { disk, plan } = target;
  const known = facts.disks.find(({ path }) => path === disk);
  return [
    refusing(`${disk} is a whole disk and not the medium of the installer`, async () => {
      if (known === undefined)
        return { problem: `This machine has no disk ${plan.device}.`, next: `It has ${namesOf(facts) || 'none'}.` };
      return known.bootMedium
        ? { problem: `${disk} is the medium that this installer was started from.`, next: `Choose ${namesOf(facts)}.` }
        : null;
    }),
    refusing(`${disk} is large enough`, async () =>
      known === undefined || known.sizeBytes >= leastDisk
        ? null
        : {
            problem: `${disk} holds ${(known.sizeBytes / 1e9).toFixed(1)} GB; a router needs ${leastDisk / 1e9} GB.`,
            next: 'Choose a larger disk.',
          },
    ),
    refusing(`nothing uses ${disk}`, (system) => inUse(system, target)),
  ];
}

/** What is mounted, swapped to, or part of a volume group or an array. What an earlier run of this job left is ours. */
async function inUse(system: System, target: Target) {
  const device = await blockDevice(system, target.disk);
  if (device === null) return { problem: `${target.disk} cannot be read.`, next: 'See: lsblk' };
  const ours = await hasOurTable(system, target);
  const busy = allOf(device).find(({ mountpoints, type, fstype }) => {
    const foreign = mountpoints.filter(
      (point) => !ours || !(point === '[SWAP]' || `${point}/`.startsWith(`${target.root}/`)),
    );
    return (
      foreign.length > 0 ||
      ['lvm', 'crypt', 'dm', 'raid0', 'raid1', 'raid5', 'raid10'].includes(type) ||
      fstype === 'LVM2_member' ||
      fstype === 'linux_raid_member'
    );
  });
  if (busy === undefined) return null;
  const how = busy.mountpoints[0] ?? (busy.type === 'part' ? (busy.fstype ?? 'a volume') : busy.type);
  return {
    problem: `${busy.path} is in use (${how === '[SWAP]' ? 'as swap' : how}).`,
    next: `If it may go: ${how.startsWith('/') ? `umount ${how}` : how === '[SWAP]' ? `swapoff ${busy.path}` : `take it apart first (wipefs ${busy.path})`}; then start naar again.`,
  };
}

function namesOf({ disks }: Facts): string {
  return disks
    .filter(({ bootMedium }) => !bootMedium)
    .flatMap(({ byId, path }) => byId[0] ?? path)
    .join(', ');
}

function refusing(words: string, look: CheckAction['look']): CheckAction {
  return { kind: 'check', words, look, refuses: true };
}
