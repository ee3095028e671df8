import { describe, expect, it } from 'vitest';
import { jackPlace, permanentMac } from '../../src/facts/jack-address.ts';

describe('where a jack sits', () => {
  it.each([
    ['/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.0/net/enp1s0', '0000:01:00.0', null],
    ['/sys/devices/pci0000:00/0000:00:03.0/virtio2/net/eth0', '0000:00:03.0', 'virtio2'],
    ['/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/net/enx000db9000009', null, null],
    ['/sys/devices/pci0000:00/10000:e0:06.0/10000:e1:00.0/net/enP1', '10000:e1:00.0', null],
  ])('%s', (path, pci, virtio) => {
    expect(jackPlace(path)).toMatchObject({ pci, virtio });
  });

  it.each([['/sys/devices/virtual/net/br0'], ['/sys/devices/virtual/net/lo'], [null], ['/sys/devices/odd']])(
    '%s is no jack',
    (path) => {
      expect(jackPlace(path)).toBeNull();
    },
  );
});

describe('the permanent MAC', () => {
  const ipLink = JSON.stringify([
    { ifname: 'lo', address: '00:00:00:00:00:00' },
    { ifname: 'enp1s0', address: '02:aa:aa:aa:aa:aa', permaddr: '00:0d:b9:00:00:01' },
    { ifname: 'enp2s0', address: '02:bb:bb:bb:bb:bb' },
  ]);

  it.each([
    ['its own', 'enp1s0', { address: '00:0D:B9:00:00:01\n', assignType: '0\n' }, '00:0d:b9:00:00:01'],
    ['cloned, told by ip', 'enp1s0', { address: '02:aa:aa:aa:aa:aa', assignType: '3\n', ipLink }, '00:0d:b9:00:00:01'],
    [
      'cloned, told by ethtool',
      'enp2s0',
      { address: '02:bb:bb:bb:bb:bb', assignType: '3', ipLink, ethtool: 'Permanent address: 00:0d:b9:00:00:02\n' },
      '00:0d:b9:00:00:02',
    ],
    ['cloned, told by nobody', 'enp2s0', { address: '02:bb:bb:bb:bb:bb', assignType: '3', ipLink, ethtool: '' }, null],
    [
      'random at each start',
      'usb0',
      { address: '4e:11:22:33:44:55', assignType: '1', ethtool: 'Permanent address: not set\n' },
      null,
    ],
    [
      'all zero',
      'usb0',
      { address: '4e:11:22:33:44:55', assignType: '1', ethtool: 'Permanent address: 00:00:00:00:00:00\n' },
      null,
    ],
    ['no sysfs', 'eth0', { address: null, assignType: null }, null],
    ['damaged output', 'eth0', { address: '02:bb:bb:bb:bb:bb', assignType: '3', ipLink: '[{' }, null],
  ])('%s', (_, name, clues, mac) => {
    expect(permanentMac(name, clues)).toBe(mac);
  });
});
