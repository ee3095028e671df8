import type { Subnet } from './ipv4.ts';

/**
 * The pool where the answers name none: the longest run of free addresses in the upper
 * half of the subnet, without broadcast, router and reservations. null where none is free.
 */
export function defaultPool(subnet: Subnet, reserved: readonly number[]): { from: number; to: number } | null {
  const start = subnet.network + (subnet.broadcast + 1 - subnet.network) / 2;
  const taken = [...reserved, subnet.address]
    .filter((address) => address >= start && address < subnet.broadcast)
    .sort((a, b) => a - b);
  let from = start;
  let best: { from: number; to: number } | null = null;
  for (const stop of [...taken, subnet.broadcast]) {
    if (stop > from && (best === null || stop - from > best.to - best.from + 1)) best = { from, to: stop - 1 };
    from = Math.max(from, stop + 1);
  }
  return best;
}
