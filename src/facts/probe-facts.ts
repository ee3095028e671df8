import type { System } from '../system/system.ts';
import { boardOf, type Dmi, dmiNames } from './board.ts';
import { chipName } from './chips.ts';
import { cpuOf } from './cpus.ts';
import { type DiskName, diskAt, disksOf } from './disks.ts';
import type { Facts, Jack, Vector } from './facts.ts';
import { actionAmong, type InterruptLine, interruptsNamed, parseInterrupts, servedBy } from './interrupts.ts';
import { type JackPlace, jackPlace, permanentMac } from './jack-address.ts';
import { type Mount, mountHolding, parseMountInfo, systemMounts } from './mounts.ts';
import { operatingSystemOf } from './operating-system.ts';

/**
 * Reads the box: CPU, memory, disks from the hardware report, everything about
 * jacks from sysfs and procfs. The same on a live box and on a recorded one.
 * What a machine does not tell stays empty; only a file that is there and may
 * not be read throws.
 */
export async function probeFacts(system: System): Promise<Facts> {
  const [report, dmi, names, running, interrupts, jacks] = await Promise.all([
    system.hardware(),
    readDmi(system),
    readDiskNames(system),
    readRunningDisks(system),
    system.readText('/proc/interrupts'),
    probeJacks(system),
  ]);
  const [osRelease, kernel, etcNixos, efi, online] = await Promise.all([
    system.readText('/etc/os-release'),
    system.readText('/proc/sys/kernel/osrelease'),
    // closed to this user: whoever may not see the answers cannot work on this router either
    system.list('/etc/nixos').catch((): readonly string[] => []),
    system.list('/sys/firmware/efi'),
    system.readText('/sys/devices/system/cpu/online'),
  ]);
  return {
    board: boardOf(dmi, report),
    firmware: efi.length > 0 ? 'uefi' : 'bios',
    // Only the names are read: the answers themselves are nothing that a recording should hold.
    os: operatingSystemOf(osRelease, kernel, etcNixos.includes('answers.yaml')),
    cpu: cpuOf(online, report),
    memoryBytes: report.mem.total,
    disks: disksOf(report, names, running),
    jacks,
    interruptsReadable: interrupts !== null,
  };
}

/**
 * The jacks alone: sysfs and procfs only, so it costs a few milliseconds where
 * the whole box costs some commands. Enough to tell whether an answers file is
 * meant for this machine.
 */
export async function probeJacks(system: System): Promise<readonly Jack[]> {
  const [interrupts, names] = await Promise.all([system.readText('/proc/interrupts'), system.list('/sys/class/net')]);
  const lines = parseInterrupts(interrupts ?? '');
  const jacks = await Promise.all(names.map((name) => readJack(system, name, lines)));
  return jacks.filter((jack) => jack !== null).sort(bySocket);
}

async function readDmi(system: System): Promise<Dmi> {
  const texts = await Promise.all(
    dmiNames.map(async (name) => [name, await system.readText(`/sys/class/dmi/id/${name}`)]),
  );
  return Object.fromEntries(texts);
}

async function readDiskNames(system: System): Promise<readonly DiskName[]> {
  const names = await system.list('/dev/disk/by-id');
  const links = names.map(async (name) => ({ name, device: await system.readLink(`/dev/disk/by-id/${name}`) }));
  return (await Promise.all(links)).flatMap(({ name, device }) => (device === null ? [] : [{ name, device }]));
}

/** Names of the disks below the running system, through partitions, loop files, device mapper and RAID. */
async function readRunningDisks(system: System): Promise<ReadonlySet<string>> {
  const mounts = parseMountInfo((await system.readText('/proc/self/mountinfo')) ?? '');
  const disks = new Set<string>();
  const seen = new Set<string>();
  const descend = async (device: string | null): Promise<void> => {
    if (device === null || seen.has(device)) return;
    seen.add(device);
    const file = await system.readText(`${device}/loop/backing_file`);
    const below = file === null ? null : mountHolding(file.trim(), mounts);
    if (below !== null) return descend(await deviceOf(system, below));
    const parts = await system.list(`${device}/slaves`);
    if (parts.length === 0) disks.add(diskAt(device));
    for (const part of parts) await descend(await system.readLink(`/sys/class/block/${part}`));
  };
  for (const mount of systemMounts(mounts)) await descend(await deviceOf(system, mount));
  return disks;
}

/** By number where there is one; the numbers of btrfs are its own, so there the name in the mount table must do. */
async function deviceOf(system: System, mount: Mount): Promise<string | null> {
  const numbered = await system.readLink(`/sys/dev/block/${mount.device}`);
  if (numbered !== null || !mount.source.startsWith('/dev/')) return numbered;
  const node = (await system.readLink(mount.source)) ?? mount.source;
  return system.readLink(`/sys/class/block/${node.slice(node.lastIndexOf('/') + 1)}`);
}

/** Null for what is no jack: virtual devices, Wi-Fi and mobile modems, the virtual functions of a network card. */
async function readJack(system: System, name: string, lines: readonly InterruptLine[]): Promise<Jack | null> {
  const at = `/sys/class/net/${name}`;
  const place = jackPlace(await system.readLink(at));
  if (place === null) return null;
  const [type, uevent, parent] = await Promise.all([
    system.readText(`${at}/type`),
    system.readText(`${at}/uevent`),
    system.readLink(`${place.device}/physfn`),
  ]);
  // 1 is Ethernet (ARPHRD_ETHER); Wi-Fi says it as well, but names its kind in DEVTYPE.
  if (type?.trim() !== '1' || uevent?.includes('DEVTYPE=') || parent !== null) return null;
  const [driverLink, vendor, device, carrier, speed, queues, vectors] = await Promise.all([
    system.readLink(`${at}/device/driver`),
    system.readText(`${place.device}/vendor`),
    system.readText(`${place.device}/device`),
    system.readText(`${at}/carrier`),
    system.readText(`${at}/speed`),
    system.list(`${at}/queues`),
    readVectors(system, name, place, lines),
  ]);
  const driver = driverLink?.slice(driverLink.lastIndexOf('/') + 1) ?? '';
  const link = ({ '1': 'up', '0': 'down' } as const)[carrier?.trim() ?? ''] ?? 'unknown';
  const mbits = Number(speed?.trim() ?? '');
  const rx = queues.filter((queue) => queue.startsWith('rx-')).sort(naturally);
  return {
    name,
    mac: (await readPermanentMac(system, name)) ?? '',
    driver,
    chip: chipName(vendor, device, driver),
    pci: place.pci,
    link,
    speed: link === 'up' && mbits > 0 ? mbits : null,
    rxQueues: rx.length,
    txQueues: queues.length - rx.length,
    vectors,
    rps: await Promise.all(
      rx.map(async (queue) => (await system.readText(`${at}/queues/${queue}/rps_cpus`))?.trim() ?? ''),
    ),
  };
}

async function readPermanentMac(system: System, name: string): Promise<string | null> {
  const [address, assignType] = await Promise.all([
    system.readText(`/sys/class/net/${name}/address`),
    system.readText(`/sys/class/net/${name}/addr_assign_type`),
  ]);
  const mac = permanentMac(name, { address, assignType });
  if (mac !== null) return mac;
  const ipLink = (await system.run('ip', ['-j', 'link', 'show'])).stdout;
  const ethtool = (await system.run('ethtool', ['-P', name])).stdout;
  return permanentMac(name, { address, assignType, ipLink, ethtool });
}

async function readVectors(
  system: System,
  name: string,
  place: JackPlace,
  lines: readonly InterruptLine[],
): Promise<readonly Vector[]> {
  const numbers = (await system.list(`${place.device}/msi_irqs`)).map(Number).sort((a, b) => a - b);
  const listed = await Promise.all(
    numbers.map(async (irq) => {
      const action =
        actionAmong(await system.list(`/proc/irq/${irq}`)) ?? lines.find((line) => line.irq === irq)?.actions[0];
      // An interrupt that nobody listens to: the jack is switched off, the driver has only reserved it.
      return action === undefined ? [] : [{ irq, action }];
    }),
  );
  const byNumber = listed.flat();
  const owners = place.virtio === null ? [name] : [name, place.virtio];
  const found = byNumber.length > 0 ? byNumber : interruptsNamed(owners, lines);
  return Promise.all(
    found.map(async ({ irq, action }) => ({
      irq,
      action,
      ...servedBy(action, found.length === 1),
      affinity: (await system.readText(`/proc/irq/${irq}/smp_affinity_list`))?.trim() ?? null,
      effective: (await system.readText(`/proc/irq/${irq}/effective_affinity_list`))?.trim() ?? null,
    })),
  );
}

function bySocket(a: Jack, b: Jack): number {
  if ((a.pci === null) !== (b.pci === null)) return a.pci === null ? 1 : -1;
  return naturally(a.pci ?? '', b.pci ?? '') || naturally(a.name, b.name);
}

/** `rx-2` before `rx-10`. PCI addresses have a fixed width, but their hexadecimal digits must not be read as numbers. */
function naturally(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
