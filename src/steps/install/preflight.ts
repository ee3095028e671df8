import type { Facts } from '../../facts/facts.ts';
import type { Action, CheckAction, Step } from '../steps.ts';
import { diskChecks } from './disk-checks.ts';
import { inquire } from './inquire.ts';
import type { Payload } from './system-steps.ts';
import type { Target } from './target.ts';
import { trialActions } from './trial.ts';

/** What the store in memory takes where nothing is built: evaluation and downloads. Bytes. */
const leastMemory = 1.4e9;
/** What of it must be free: less, and the evaluation is killed halfway. Bytes. */
const leastFree = 0.7e9;
/** Nothing was released before this naar was written: an earlier clock is wrong, and TLS would fail. */
const leastYear = 2026;

/**
 * Everything that can be proven before anything is destroyed. All of it refuses: where one of
 * these does not hold, nothing has been done. What costs most comes last.
 */
export function preflightStep(facts: Facts, target: Target, payload: Payload): Step {
  return {
    id: 'preflight',
    title: 'Look whether everything is there before anything is erased',
    actions: [
      isInstaller(facts),
      isRoot,
      bootsSo(facts, target),
      isSane,
      enoughMemory(facts),
      memoryFree,
      ...diskChecks(facts, target),
      ...channel(facts, payload),
      ...trialActions(target, payload, facts.disks.find(({ path }) => path === target.disk)?.sizeBytes ?? 0),
    ],
  };
}

function isInstaller({ os }: Facts): CheckAction {
  return inquire('this is the NixOS installer', async () =>
    os.role === 'installer'
      ? null
      : {
          problem: 'This is not the NixOS installer, so nothing is installed from here.',
          next: 'Start the box from the installer medium; "naar render" writes the files anywhere.',
        },
  );
}

const isRoot = inquire('naar runs as root', async (system) => {
  const { stdout } = await system.run('id', ['-u']);
  return stdout.trim() === '0' ? null : { problem: 'Only root can install.', next: 'Run: sudo naar' };
});

/** systemd-boot writes into variables of the firmware, which a legacy BIOS has not. */
function bootsSo({ firmware }: Facts, { plan }: Target): CheckAction {
  return inquire('the firmware can start what is installed', async () =>
    firmware === 'uefi' || plan.partitions.every(({ role }) => role !== 'esp')
      ? null
      : {
          problem: 'The answers want to start by UEFI, but this installer was started by a BIOS.',
          next: 'Leave system.boot out of the answers, or start the installer by UEFI (a setting of the firmware).',
        },
  );
}

const isSane = inquire('the clock is sane', async (system) => {
  const now = system.now();
  return now.getUTCFullYear() >= leastYear
    ? null
    : {
        problem: `The clock says ${now.toISOString().slice(0, 10)}; certificates would be refused.`,
        next: 'Set it, in UTC: sudo date --utc --set "2026-11-29 12:00"',
      };
});

function enoughMemory({ memoryBytes }: Facts): CheckAction {
  return inquire('there is enough memory', async () =>
    memoryBytes >= leastMemory
      ? null
      : {
          problem: `This machine has ${(memoryBytes / 1e9).toFixed(1)} GB of memory; the installer needs ${leastMemory / 1e9} GB.`,
          next: 'Install on a machine with more memory and move the disk, or add a memory module.',
        },
  );
}

/** proc_meminfo(5); the swap of the target is not there yet. */
const memoryFree = inquire('enough of it is free', async (system) => {
  const text = (await system.readText('/proc/meminfo')) ?? '';
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
  const free = bytes('MemAvailable') + bytes('SwapFree');
  return Number.isNaN(free) || free >= leastFree
    ? null
    : {
        problem: `Only ${(free / 1e9).toFixed(1)} GB of memory are free; working out the configuration needs ${leastFree / 1e9} GB.`,
        next: 'Remove what lies in /tmp and end other programs, or start the installer anew.',
      };
});

/** The installer carries the channel of its own release; for another one it is fetched first, and becomes the router's. */
function channel({ os }: Facts, { release }: Payload): readonly Action[] {
  if (os.release === null || os.release === release) return [];
  const command = (args: readonly string[]): Action => ({
    kind: 'command',
    command: 'nix-channel',
    args,
    timeout: 1_800_000,
    refuses: true,
    failure: `The channel of NixOS ${release} cannot be had.`,
    next: `Is it released already, and is the Internet there? This installer has NixOS ${os.release}: leave system.release out to install that. Nothing was changed on a disk.`,
  });
  return [command(['--add', `https://channels.nixos.org/nixos-${release}`, 'nixos']), command(['--update', 'nixos'])];
}
