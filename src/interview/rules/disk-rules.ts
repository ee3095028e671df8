import type { Disk } from '../../facts/facts.ts';
import { either, error, type Finding, shown, warning } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { parseSize } from '../quantities.ts';

const stable = '/dev/disk/by-id/';

/** The disk that an install erases: the wrong one is the costliest mistake, so nothing is guessed. */
export function* diskFindings({ draft, facts, where, lost }: Inquiry): Generator<Finding> {
  const { device, erase } = draft.disk ?? {};
  const path = ['disk', 'device'];
  const install = where === 'install';
  if (device === undefined) {
    if (install && !lost(path))
      yield error(path, 'An install without a person needs to be told the disk.', listOf(facts?.disks ?? []));
  } else {
    if (/(-part\d+|\/(sd[a-z]+|vd[a-z]+)\d+|(nvme\d+n\d+|mmcblk\d+)p\d+)$/.test(device)) {
      yield error(
        path,
        `${shown(device)} is a partition; naar needs a whole disk.`,
        `${stable}..., without "-part1" and the like`,
      );
    } else if (!device.startsWith(stable) || device.includes('/../')) {
      const words = `${shown(device)} may be another disk after the next boot: names of that kind are dealt out in the order in which disks answer.`;
      yield install ? error(path, words, listOf(facts?.disks ?? [])) : warning(path, words, `a name below ${stable}`);
    }
    const disk = facts?.disks.find((one) => one.path === device || one.byId.includes(device));
    // a router was started from its own disk, and stays on it
    if (disk?.bootMedium && (install || facts?.os.role !== 'router'))
      yield error(
        path,
        `${shown(device)} is the medium that this system was started from.`,
        listOf(facts?.disks ?? []),
      );
    if (install && facts !== null && disk === undefined)
      yield error(path, `This machine has no disk ${shown(device)}.`, listOf(facts.disks));
  }
  yield* swapFindings(
    draft.disk?.swap,
    facts?.disks.find((one) => one.byId.includes(device ?? '')),
  );
  if (install && erase !== true && !lost(['disk', 'erase'])) {
    yield error(
      ['disk', 'erase'],
      'Installing erases the disk, and the answers do not consent to it.',
      'disk.erase: true',
    );
  }
}

/** Where the disk is known: the system needs room beside the swap, which is found out after the disk is erased. */
function* swapFindings(swap: string | undefined, disk: Disk | undefined): Generator<Finding> {
  if (swap === undefined || swap === 'none' || disk === undefined || parseSize(swap) <= disk.sizeBytes / 2) return;
  yield error(
    ['disk', 'swap'],
    `A swap partition of ${swap} leaves less than half of the disk (${Math.round(disk.sizeBytes / 1e9)} GB) for the system.`,
    'a smaller size such as 2G, or none',
  );
}

function listOf(disks: readonly Disk[]): string {
  const names = disks.filter((disk) => !disk.bootMedium).flatMap((disk) => disk.byId.slice(0, 1));
  return names.length === 0 ? `a whole disk below ${stable}` : either(names);
}
