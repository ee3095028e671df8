import { expect } from 'vitest';
import { type Wish, writeAnswers } from './box-answers.ts';
import { type DiskContent, readDisk } from './disk-content.ts';
import type { Installer } from './installer.ts';

/** Where the job is killed: at its command of that number, or when it gives the file of that number its name. */
export type KillPoint =
  | { readonly at: 'command'; readonly number: number; readonly when: 'before' | 'during' | 'after' }
  | { readonly at: 'file'; readonly number: number };

/** What a run from beginning to end does and leaves: the measure of all others. */
export type Undisturbed = {
  readonly disk: DiskContent;
  /** Its commands, `sfdisk --quiet ...`. */
  readonly commands: readonly string[];
  /** How many files it put in place, one after the other. */
  readonly files: number;
};

/** Bytes that must be on the other disk afterwards. */
export const pattern = 'head -c 32000000 /dev/zero | openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 2> /dev/null';

/** Empty disks and an installer that knows nothing; the second disk is filled. */
export async function startAnew({ loops: [disk, other], sh, folder, idle }: Installer): Promise<void> {
  // the unit outlives its last word by a moment
  await idle();
  await sh(`
    for swap in $(awk -v l='^${disk}' '$1 ~ l { print $1 }' /proc/swaps); do swapoff "$swap"; done
    if mountpoint -q /mnt/etc; then umount -R /mnt; fi
    partx --delete ${disk} 2> /dev/null || true
    blkdiscard ${disk}
    udevadm settle --timeout=30
    rm -rf /run/naar '${folder}/fat' /run/box/kill /run/box/died /run/box/before /run/box/renames
    mkdir '${folder}/fat'
    echo 0 > /run/box/count
    : > /run/box/commands
    ${pattern} > ${other}`);
}

/** Runs it once without disturbance. */
export async function runUndisturbed(box: Installer, wish: Wish): Promise<Undisturbed> {
  await startAnew(box);
  await trace(box, '');
  const { code, stderr } = await box.naar(['install', '--answers', writeAnswers(box, wish), '--yes']);
  expect(stderr).toContain('The router is installed.');
  expect(code).toBe(0);
  const commands = (await box.sh('cut -d" " -f2- /run/box/commands')).trimEnd().split('\n');
  const files = Number(await box.sh('grep -cF "rename(" /run/box/renames'));
  return { disk: await readDisk(box), commands, files };
}

/** Kills the job there, goes on, and compares. */
export async function killAndGoOn(
  box: Installer,
  wish: Wish,
  point: KillPoint,
  { disk, commands }: Undisturbed,
  cut: boolean,
): Promise<Installer> {
  await startAnew(box);
  if (point.at === 'command') await box.sh(`echo ${point.number} ${point.when} > /run/box/kill`);
  else await trace(box, `:signal=KILL:when=${point.number}`);
  const first = await box.naar(['install', '--answers', writeAnswers(box, wish), '--yes']);
  expect(first.stderr).toContain('The installation stopped without a word');
  expect(first.code).toBe(3);
  if (point.at === 'command') {
    const [, name] = [point.number, commands[point.number - 1]!.split(' ')[0]];
    expect(await box.sh('cat /run/box/died')).toBe(`${point.number} ${point.when} ${name}\n`);
  }
  await box.sh('rm -f /run/box/before');
  const next = cut ? await box.powerCut() : box;
  // consent was given: neither erase nor --yes is said again
  const resumed = await next.naar(['install', '--resume']);
  if (cut && resumed.code === 4) {
    expect(resumed.stderr).toContain('No installation was begun here');
    // the notes to go on from are not there yet, or not any more: then the router is whole
    if (point.number < numberOf('rm', commands)) {
      expect(point.number).toBeLessThanOrEqual(numberOf('nixos-generate-config', commands));
      const again = await next.naar(['install', '--answers', writeAnswers(next, wish), '--yes']);
      expect(again.code, again.stderr).toBe(0);
    }
  } else {
    expect(resumed.code, resumed.stderr).toBe(0);
    const skipped = resumed.stderr.split('done by an earlier run').length - 1;
    if (point.at === 'command') expect(skipped, resumed.stderr).toBe(doneBefore(point.number, commands));
  }
  expect(await readDisk(next)).toEqual(disk);
  await next.sh(`${pattern} | cmp - ${next.loops[1]}`);
  return next;
}

function numberOf(name: string, commands: readonly string[]): number {
  return commands.findIndex((line) => line.startsWith(`${name} `)) + 1;
}

/** How many of the steps that are not done twice were finished before that command: partitioning and formatting end with udevadm. */
function doneBefore(number: number, commands: readonly string[]): number {
  return commands.slice(0, number - 1).filter((line) => line.startsWith('udevadm')).length;
}

/** Lays strace over the job, which sees each file get its name, and does there what `inject` says. It counts for each thread: there is one. */
async function trace(box: Installer, inject: string): Promise<void> {
  const what = inject === '' ? [] : ['--inject', `rename${inject}`];
  const strace = [
    'strace',
    '--follow-forks',
    '--quiet=all',
    '--output',
    '/run/box/renames',
    '--trace',
    'rename',
    ...what,
  ];
  await box.sh(`echo env UV_THREADPOOL_SIZE=1 ${strace.join(' ')} > /run/box/before`);
}
