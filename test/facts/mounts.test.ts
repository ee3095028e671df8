import { expect, it } from 'vitest';
import { mountHolding, parseMountInfo, systemMounts } from '../../src/facts/mounts.ts';

const text = [
  '26 1 0:22 / / rw,relatime shared:1 - tmpfs tmpfs rw,mode=755',
  '27 26 8:17 / /iso ro,relatime shared:2 - iso9660 /dev/sdb1 ro',
  '28 26 7:0 / /nix/.ro-store ro,relatime shared:3 master:1 - squashfs /dev/loop0 ro',
  '40 26 8:33 / /mnt/my\\040disk rw - ext4 /dev/sdc1 rw',
  'no mount',
  '',
].join('\n');

it('reads places, numbers and names, with and without optional fields', () => {
  expect(parseMountInfo(text)).toEqual([
    { point: '/', device: '0:22', source: 'tmpfs' },
    { point: '/iso', device: '8:17', source: '/dev/sdb1' },
    { point: '/nix/.ro-store', device: '7:0', source: '/dev/loop0' },
    { point: '/mnt/my disk', device: '8:33', source: '/dev/sdc1' },
  ]);
});

it('the system lives on /iso and the store, not on what the person mounted', () => {
  expect(systemMounts(parseMountInfo(text)).map(({ point }) => point)).toEqual(['/', '/iso', '/nix/.ro-store']);
});

it.each([...['/', '/boot', '/boot/efi', '/efi', '/findiso', '/iso', '/nix', '/nix/.ro-store', '/nix/store', '/usr']])(
  '%s is of the running system',
  (point) => {
    expect(systemMounts([{ point, device: '8:1', source: '/dev/sda1' }])).toHaveLength(1);
  },
);

it.each(['/home', '/mnt', '/mnt/boot', '/media/stick', '/var'])('%s is not', (point) => {
  expect(systemMounts([{ point, device: '8:1', source: '/dev/sda1' }])).toEqual([]);
});

it('passes over lines that are cut off, wherever', () => {
  const line = '27 26 8:17 / /iso ro,relatime shared:2 - iso9660 /dev/sdb1 ro';
  for (const cut of ['27 26', '27 26 8:17 /', '27 26 8:17 / /iso ro', '27 26 8:17 / /iso ro - iso9660', '- a b c'])
    expect(parseMountInfo(`${cut}\n${line}`), cut).toHaveLength(1);
});

it('takes the later one of two mounts on the same place', () => {
  const stacked = parseMountInfo('26 1 8:1 / / rw - ext4 /dev/sda1 rw\n27 1 8:2 / / rw - ext4 /dev/sda2 rw');
  expect(mountHolding('/any/file', stacked)?.device).toBe('8:2');
  expect(mountHolding('/any/file', [])).toBeNull();
});

it.each([
  ['/iso/nix-store.squashfs', '/iso'],
  ['/isolated/file', '/'],
  ['/mnt/my disk/nixos.iso', '/mnt/my disk'],
])('%s lies on %s', (path, point) => {
  expect(mountHolding(path, parseMountInfo(text))?.point).toBe(point);
});
