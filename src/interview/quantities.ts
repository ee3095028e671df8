import type { PortRange } from './answers.ts';

/** `443`, `"443"` or `"6000-6010"`; null where a port is out of range or the range runs backwards. */
export function parsePorts(value: number | string): PortRange | null {
  const [first = 0, last = first, ...rest] = String(value).split('-').map(Number);
  return rest.length === 0 && first >= 1 && first <= last && last <= 65535 ? { first, last } : null;
}

/** `90M`, `1.5G`, `500k` in bit/s (decimal, as lines are sold). */
export function parseRate(text: string): number {
  return Math.round(Number(text.slice(0, -1)) * ({ k: 1e3, M: 1e6, G: 1e9 }[text.at(-1) ?? ''] ?? 0));
}

/** `2G`, `512M` in bytes (binary, as memory is sold). */
export function parseSize(text: string): number {
  return Number(text.slice(0, -1)) * (text.endsWith('G') ? 2 ** 30 : 2 ** 20);
}
