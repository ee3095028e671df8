import type { Disk } from '../../facts/facts.ts';

/** What is lost when a disk is erased, for somebody who reads it in a log: one line for the disk, one for each part. */
export function diskWords({ path, model, sizeBytes, partitions }: Disk): string {
  const size = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const name = [path, size(sizeBytes), model].filter((word) => word !== '').join(', ');
  if (partitions.length === 0) return `${name}: nothing was found on it.\n`;
  const parts = partitions.map((part) =>
    ['  ', part.path, size(part.sizeBytes), part.fileSystem, part.label].join(' ').trimEnd(),
  );
  return `${name}. On it now, and lost for good afterwards:\n${parts.join('\n')}\n`;
}
