/**
 * Where a jack sits, by the path that its entry in /sys/class/net leads to
 * (`/sys/devices/pci0000:00/0000:00:02.2/0000:01:00.0/net/enp1s0`). Null for
 * everything that is not a device: bridges, VLANs, ppp0, veth, lo.
 */
export function jackPlace(path: string | null): JackPlace | null {
  if (path === null || path.includes('/devices/virtual/')) return null;
  const [, device = '', virtio] = /^(.*?)(?:\/(virtio\d+))?\/net\/[^/]+$/.exec(path) ?? [];
  if (device === '') return null;
  const name = device.slice(device.lastIndexOf('/') + 1);
  return { device, pci: isPciAddress.test(name) ? name : null, virtio: virtio ?? null };
}

/** `device` is the directory in sysfs that holds vendor, device and msi_irqs; `virtio` is the name its interrupts bear. */
export type JackPlace = { readonly device: string; readonly pci: string | null; readonly virtio: string | null };

/**
 * The permanent MAC, or null where nothing tells it. The address in use counts
 * only when the kernel says that it is the hardware's own (addr_assign_type 0,
 * Documentation/ABI/testing/sysfs-class-net): a router clones MACs for its ISP,
 * and a bond gives its members one. `ip` shows `permaddr` where it differs.
 */
export function permanentMac(name: string, clues: MacClues): string | null {
  const own = clues.assignType?.trim() === '0' ? clues.address : null;
  return (
    [own, permanentOfIpLink(name, clues.ipLink ?? ''), clues.ethtool]
      .map((text) => macIn.exec(text ?? '')?.[0].toLowerCase() ?? null)
      .find((mac) => mac !== null && mac !== '00:00:00:00:00:00') ?? null
  );
}

/** Texts as read: sysfs `address` and `addr_assign_type`, `ip -j link show`, `ethtool -P NAME`. */
export type MacClues = {
  readonly address: string | null;
  readonly assignType: string | null;
  readonly ipLink?: string;
  readonly ethtool?: string;
};

const isPciAddress = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const macIn = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/i;

function permanentOfIpLink(name: string, json: string): string | null {
  try {
    const links: unknown = JSON.parse(json);
    const link = Array.isArray(links) ? links.find((one) => one?.ifname === name) : undefined;
    return typeof link?.permaddr === 'string' ? link.permaddr : null;
  } catch {
    return null;
  }
}
