/**
 * Name of a jack's chip by its PCI ids (as sysfs writes them, `0x8086`), else
 * the ids themselves as `8086:1539`; for a jack without PCI ids its driver's
 * name. The ids are those of the drivers igb, igc, e1000e and r8169 in Linux.
 */
export function chipName(vendor: string | null, device: string | null, driver: string): string {
  if (driver === 'virtio_net') return 'virtio';
  const ids = [vendor, device].map((id) => (id ?? '').trim().toLowerCase().replace(/^0x/, ''));
  if (ids.some((id) => !/^[0-9a-f]{4}$/.test(id))) return driver;
  return names.get(ids.join(':')) ?? ids.join(':');
}

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    i210: ['8086:1533', '8086:1536', '8086:1537', '8086:1538', '8086:157b', '8086:157c'],
    i211: ['8086:1539'],
    i225: ['8086:15f2', '8086:15f3', '8086:15f8', '8086:3100', '8086:3101', '8086:5502', '8086:0d9f'],
    i226: ['8086:125b', '8086:125c', '8086:125d', '8086:3102', '8086:5503'],
    i350: ['8086:1521', '8086:1522', '8086:1523', '8086:1524'],
    '82574': ['8086:10d3', '8086:10f6'],
    '82576': ['8086:10c9', '8086:10e6', '8086:10e7', '8086:10e8', '8086:150a', '8086:150d', '8086:1518', '8086:1526'],
    '82583': ['8086:150c'],
    RTL8111: ['10ec:8161', '10ec:8168'],
    RTL8125: ['10ec:8125', '10ec:3000'],
    RTL8126: ['10ec:8126'],
    RTL8127: ['10ec:8127'],
  }).flatMap(([name, ids]) => ids.map((id): [string, string] => [id, name])),
);
