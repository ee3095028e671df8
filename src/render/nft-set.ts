import type { Ports } from '../plan/firewall-plan.ts';
import { nftString } from './quoting.ts';

/** One named set or map of the ruleset: its type in nft's words, and what is in it. */
export type NftSet = {
  readonly name: string;
  readonly why: string;
  /** `ifname . ether_addr : mark`; with a colon it is a map. */
  readonly type: string;
  /** `flags interval`. */
  readonly options?: string;
  readonly elements: readonly NftElement[];
};

/** `note`, the device's name, becomes a comment behind the element. */
export type NftElement = { readonly text: string; readonly note?: string };

/** The set as nft reads it. One without elements is written too, since the code looks into it. */
export function nftSetText(set: NftSet): string {
  const kind = set.type.includes(' : ') ? 'map' : 'set';
  const lines = set.elements.map(({ text, note }, index) => {
    const comma = index === set.elements.length - 1 ? '' : ',';
    return `    ${text}${comma}${note === undefined ? '' : ` # ${harmless(note)}`}`;
  });
  const elements = lines.length === 0 ? [] : ['  elements = {', ...lines, '  }'];
  const options = set.options === undefined ? [] : set.options.split('; ').map((option) => `  ${option}`);
  return `# ${set.why}\n${[`${kind} ${set.name} {`, `  type ${set.type}`, ...options, ...elements, '}'].join('\n')}\n`;
}

/** Elements without a note. */
export function nftElements(texts: Iterable<string>): NftElement[] {
  return [...texts].map((text) => ({ text }));
}

/** A device where it belongs: `"iot" . 54:60:09:aa:bb:01`. */
export function nftDevice(device: { readonly network: string; readonly mac: string }): string {
  return `${nftString(device.network)} . ${device.mac}`;
}

/**
 * `tcp . 8008-8009` for each range, ascending; ranges that overlap or touch
 * become one, because nft refuses a set in which two elements overlap.
 */
export function nftPorts(ports: readonly Ports[]): string[] {
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const merged: { first: number; last: number }[] = [];
    const wanted = ports.filter((range) => range.protocol === protocol).toSorted((a, b) => a.first - b.first);
    for (const { first, last } of wanted) {
      const before = merged.at(-1);
      if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
      else merged.push({ first, last });
    }
    return merged.map((range) => `${protocol} . ${nftRange(range)}`);
  });
}

/** `80`, or `8008-8009`. */
export function nftRange({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** A comment must end with its line, and must mean nothing to Nix, in whose text the ruleset stands. */
function harmless(note: string): string {
  return note.replace(/[^\w .()-]/g, '_');
}
