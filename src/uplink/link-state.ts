import type { System } from '../system/system.ts';
import { timeLimit } from './time-limit.ts';

/** A network device as the kernel shows it now. */
export type LinkState = {
  /** Switched on; the cable is another matter. */
  readonly on: boolean;
  readonly link: 'up' | 'down';
  /** Mbit/s; null without link, and where the device has no speed. */
  readonly speed: number | null;
  readonly mtu: number;
  readonly mac: string;
  /** How the kernel makes IPv6 addresses there; null where that is not told. */
  readonly addressMode: (typeof addressModes)[number] | null;
};

/** By the kernel's numbers (ip-sysctl, addr_gen_mode). */
const addressModes = ['eui64', 'none', 'stable_secret', 'random'] as const;

/** State of a device from sysfs, or null where there is no device of that name. */
export async function readLinkState(system: System, name: string): Promise<LinkState | null> {
  const read = async (file: string) => (await system.readText(`/sys/class/net/${name}/${file}`))?.trim() ?? null;
  const [flags, carrier, speed, mtu, mac] = await Promise.all(
    ['flags', 'carrier', 'speed', 'mtu', 'address'].map(read),
  );
  if (mac === null || mac === undefined) return null;
  const mode = await system.readText(`/proc/sys/net/ipv6/conf/${name}/addr_gen_mode`);
  const link = carrier === '1' ? 'up' : 'down';
  const rate = Number(speed ?? Number.NaN);
  return {
    // IFF_UP; a machine that was recorded without the flags counts as switched on
    on: flags === null || (Number(flags) & 1) === 1,
    link,
    speed: link === 'up' && rate > 0 ? rate : null,
    mtu: Number(mtu ?? 1500),
    mac,
    addressMode: addressModes[Number(mode?.trim() || -1)] ?? null,
  };
}

/**
 * Waits for the cable's signal, at most so many milliseconds: a jack that was
 * just switched on finds its speed in two to four seconds. Where someone switches
 * the jack off meanwhile (NetworkManager does when it lets go of one), it is
 * switched on again. False where no signal came.
 */
export async function waitForLink(
  system: System,
  jack: string,
  milliseconds: number,
  stop: AbortSignal,
): Promise<boolean> {
  const limit = timeLimit(system, milliseconds, stop);
  try {
    for (;;) {
      const state = await readLinkState(system, jack);
      if (state?.link === 'up') return true;
      if (state === null || limit.over.aborted) return false;
      if (!state.on) await system.run('ip', ['link', 'set', 'dev', jack, 'up'], { timeout: 3_000 });
      await system.wait(between, limit.over);
    }
  } finally {
    limit.end();
  }
}

/** Milliseconds between two looks: four a second. */
const between = 250;
