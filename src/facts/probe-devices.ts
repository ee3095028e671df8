import type { System } from '../system/system.ts';
import { type SeenDevice, type Sightings, seenDevices } from './seen-devices.ts';

/** Where dnsmasq keeps its leases on NixOS. */
export const leasesPath = '/var/lib/dnsmasq/dnsmasq.leases';

/** The commands that are asked, with their arguments. */
export const sightingCommands = {
  neighbours: ['ip', ['-json', 'neigh', 'show']],
  addresses: ['ip', ['-json', '-4', 'address', 'show']],
  announced: ['avahi-browse', ['--all', '--resolve', '--parsable', '--terminate', '--no-db-lookup']],
} as const satisfies Record<Exclude<keyof Sightings, 'leases'>, readonly [string, readonly string[]]>;

/**
 * The devices that a running router knows: from leases, the kernel's neighbours and mDNS. What
 * cannot be asked (avahi does not run, say) is left out; nobody waits for more than three seconds.
 */
export async function probeDevices(system: System): Promise<readonly SeenDevice[]> {
  const ask = async ([command, args]: readonly [string, readonly string[]]) => {
    const { code, stdout } = await system.run(command, args, { timeout: 3000 });
    return code === 0 ? stdout : '';
  };
  const [leases, neighbours, addresses, announced] = await Promise.all([
    system.readText(leasesPath).catch(() => null),
    ask(sightingCommands.neighbours),
    ask(sightingCommands.addresses),
    ask(sightingCommands.announced),
  ]);
  const seen = seenDevices({ leases: leases ?? '', neighbours, addresses, announced });
  return Promise.all(
    seen.map(async (device) => (device.madeUp ? device : { ...device, vendor: await vendorOf(system, device.mac) })),
  );
}

/** systemd has the whole list of the IEEE on board (hwdb.d/20-OUI.hwdb), so naar carries none that would grow old. */
async function vendorOf(system: System, mac: string): Promise<string | null> {
  const place = `OUI:${mac.replaceAll(':', '').toUpperCase()}`;
  const { code, stdout } = await system.run('systemd-hwdb', ['query', place], { timeout: 3000 });
  return code === 0 ? (/^ID_OUI_FROM_DATABASE=(.+)$/m.exec(stdout)?.[1] ?? null) : null;
}
