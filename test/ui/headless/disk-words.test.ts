import { expect, it } from 'vitest';
import { diskWords } from '../../../src/ui/headless/disk-words.ts';

const disk = {
  path: '/dev/sda',
  byId: [],
  model: 'SSD 850',
  sizeBytes: 16e9,
  transport: 'sata',
  removable: false,
  bootMedium: false,
};
const part = { path: '/dev/sda1', sizeBytes: 5e8, fileSystem: 'vfat', label: 'BOOT', mountPoint: '' };

it('says what is lost with a disk', () => {
  expect(diskWords({ ...disk, partitions: [part, { ...part, path: '/dev/sda2', fileSystem: '', label: '' }] })).toBe(
    '/dev/sda, 16.0 GB, SSD 850. On it now, and lost for good afterwards:\n   /dev/sda1 0.5 GB vfat BOOT\n   /dev/sda2 0.5 GB\n',
  );
});

it('or that nothing was found on it', () => {
  expect(diskWords({ ...disk, model: '', partitions: [] })).toBe('/dev/sda, 16.0 GB: nothing was found on it.\n');
});
