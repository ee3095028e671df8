import type { System } from '../system/system.ts';
import { output } from './check.ts';

/** An address of an interface: `family` 4 or 6, prefix length in bits. */
export type Address = {
  readonly family: 4 | 6;
  readonly address: string;
  readonly length: number;
  readonly scope: string;
  /** PPP: the other end. */
  readonly peer: string | null;
};

/** Addresses of an interface as `ip -j addr` tells them; null where there is no such interface. */
export async function addressesOf(system: System, device: string): Promise<readonly Address[] | null> {
  const [entry] = parse<{ addr_info?: readonly Info[] }>(
    await output(system, 'ip', '-j', 'addr', 'show', 'dev', device),
  );
  if (entry === undefined) return null;
  return (entry.addr_info ?? []).map((info) => ({
    family: info.family === 'inet' ? 4 : 6,
    address: info.local ?? '',
    length: info.prefixlen ?? 0,
    scope: info.scope ?? '',
    peer: info.address ?? null,
  }));
}

/** Default routes of a family that lead somewhere, with their gateway where there is one. */
export async function defaultRoutes(
  system: System,
  family: 4 | 6,
): Promise<readonly { readonly device: string; readonly gateway: string | null }[]> {
  const routes = parse<{ type?: string; dev?: string; gateway?: string }>(
    await output(system, 'ip', '-j', `-${family}`, 'route', 'show', 'default'),
  );
  return routes
    .filter(({ type = 'unicast', dev }) => type === 'unicast' && dev !== undefined)
    .map(({ dev = '', gateway = null }) => ({ device: dev, gateway }));
}

/** IPv4 as a whole number. */
export function ipv4Number(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Whether two IPv4 subnets share an address. */
export function overlaps(
  one: { address: string; length: number },
  other: { address: string; length: number },
): boolean {
  const size = 2 ** (32 - Math.min(one.length, other.length));
  return Math.floor(ipv4Number(one.address) / size) === Math.floor(ipv4Number(other.address) / size);
}

type Info = { family?: string; local?: string; prefixlen?: number; scope?: string; address?: string };

function parse<Item>(text: string | null): readonly Item[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? (value as Item[]) : [];
  } catch {
    return [];
  }
}
