import type { Disk } from '../../facts/facts.ts';
import { withValue } from './draft-edit.ts';
import { type Context, choiceEntry, type Entry, option, textEntry } from './entry.ts';

/** The disk that becomes the router's; only where naar installs. */
export function diskEntries(context: Context): readonly Entry[] {
  if (context.mode !== 'install') return [];
  const { draft, facts, accepted } = context;
  const { device, filesystem = 'ext4', swap } = draft.disk ?? {};
  const spare = swap ?? (facts.memoryBytes < 4e9 ? '2G' : 'none');
  return [
    choiceEntry(
      {
        id: 'disk.device',
        step: 'disk',
        listed: { name: 'Disk' },
        title: 'On which disk shall the router live?',
        text: [
          'Everything on it will be erased, but not now: you are asked once more, with its name, at the very end.',
        ],
        help: [
          'The medium that this installer was started from cannot be taken. An APU2 often has an mSATA SSD (ata-...) or an SD card (mmc-...).',
        ],
        answered: device !== undefined,
        options: () => facts.disks.map(diskOption),
        initial: device ?? likeliest(facts.disks),
      },
      (value) => ({ draft: withValue(withValue(draft, ['disk', 'erase'], undefined), ['disk', 'device'], value) }),
    ),
    choiceEntry(
      {
        id: 'disk',
        step: 'disk',
        title: 'Shall the disk be laid out like this?',
        text: ['One partition for everything, and one for swap where memory is small.'],
        help: [
          'ext4 is the plain choice. btrfs checks what it reads, which is worth having on a cheap SSD; it wants a little more memory.',
          'Swap is room on the disk for what does not fit into memory. Building a new configuration needs it on a small box.',
        ],
        answered: accepted.includes('disk'),
        options: () => [
          option('done', 'Yes, go on'),
          option('disk.filesystem', `File system  ${filesystem}`),
          option('disk.swap', `Swap         ${spare}`),
        ],
        initial: 'done',
      },
      (value) => (value === 'done' ? {} : { open: [value], stay: true }),
    ),
    choiceEntry(
      {
        id: 'disk.filesystem',
        step: 'disk',
        listed: { name: 'File system' },
        title: 'Which file system?',
        answered: true,
        onDemand: true,
        options: () => [option('ext4', 'ext4'), option('btrfs', 'btrfs')],
        initial: filesystem,
      },
      (value) => ({ draft: withValue(draft, ['disk', 'filesystem'], value) }),
    ),
    textEntry(
      {
        id: 'disk.swap',
        step: 'disk',
        listed: { name: 'Swap' },
        title: 'How much swap?',
        answered: true,
        onDemand: true,
        initial: spare,
        example: '2G, 512M or none',
      },
      (value) => ({ draft: withValue(draft, ['disk', 'swap'], value === '' ? undefined : value) }),
    ),
  ];
}

/** The least that an installation takes, which looks again: two systems side by side and room to build. Bytes. */
const least = 7e9;

/** The disk that an owner most likely means: one with room, built in before removable, an SSD before a card. */
function likeliest(disks: readonly Disk[]): string {
  const rank = ({ transport, removable }: Disk) =>
    (removable ? 10 : 0) + (['nvme', 'sata', 'virtio'].includes(transport) ? 0 : transport === 'mmc' ? 2 : 5);
  const [first] = disks.filter((disk) => refusalOf(disk) === null).sort((one, other) => rank(one) - rank(other));
  return first === undefined ? '' : (first.byId[0] ?? first.path);
}

function diskOption(disk: Disk) {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(bytes < 1e11 ? 1 : 0)} GB`;
  const holds = disk.partitions.map((part) => part.label || part.fileSystem || part.path).join(', ');
  const label = `${disk.path.replace('/dev/', '').padEnd(8)} ${gigabytes(disk.sizeBytes).padStart(8)}  ${disk.transport.padEnd(6)} ${disk.model}`;
  return option(
    disk.byId[0] ?? disk.path,
    label.trimEnd().slice(0, 70),
    holds === '' ? 'Nothing was found on it.' : `On it now: ${holds}.`,
    refusalOf(disk),
  );
}

function refusalOf({ bootMedium, sizeBytes }: Disk): string | null {
  if (bootMedium) return 'this installer was started from it';
  return sizeBytes < least ? `it is too small, a router needs ${least / 1e9} GB` : null;
}
