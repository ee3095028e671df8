import { either } from './finding.ts';

/**
 * The known word that a mistyped one most likely stands for, or null where none is
 * near: within a third of its length in edits, equal but for case, or part of one another.
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  const wanted = word.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const cost = distance(wanted, candidate.toLowerCase(), least);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

/** Words to append to a message: ` Did you mean "vlan"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const best = nearest(word, known);
  return best === null ? '' : ` Did you mean "${best}"?`;
}

/** Something that is known by an id and has a name for people: a preset, a profile. */
export type Named = { readonly id: string; readonly name: string };

/**
 * Those of the known ones that a mistyped id, or a name in its place, may stand for: at most four,
 * the likeliest kind of likeness only. `kpn` is nl-kpn and everything on KPN's network.
 */
export function nearestNamed(word: string, known: readonly Named[]): readonly Named[] {
  const wanted = word.slice(0, 64).toLowerCase();
  const parts = ({ id, name }: Named) => [...new Set(`${id} ${name}`.toLowerCase().split(/[^a-z0-9&]+/))];
  const words = wanted.split(/[^a-z0-9&]+/).filter((part) => part !== '');
  const sameCountry = (id: string) => /^[a-z]{2}-/.test(wanted) && id.startsWith(wanted.slice(0, 3));
  const likenesses: ((one: Named) => boolean)[] = [
    ({ id }) => id === wanted,
    (one) => words.every((part) => parts(one).includes(part)),
    (one) => wanted.length > 2 && parts(one).some((part) => part.startsWith(wanted)),
    // The country in front would make any two of its providers alike.
    ({ id }) => (sameCountry(id) ? nearest(wanted.slice(3), [id.slice(3)]) : nearest(wanted, [id])) !== null,
    (one) => nearest(wanted, parts(one)) !== null,
    // Of a country that is known, but not the provider.
    ({ id }) => sameCountry(id),
  ];
  if (words.join('').length < 2) return [];
  const alike = likenesses.map((alike) => known.filter(alike)).find((found) => found.length > 0) ?? [];
  return alike.slice(0, 4);
}

/** Words to append to a message: ` Did you mean nl-kpn (KPN) or nl-xs4all (XS4ALL)?`, or nothing. */
export function didYouMeanNamed(word: string, known: readonly Named[]): string {
  const found = nearestNamed(word, known).map(({ id, name }) => `${id} (${name})`);
  return found.length === 0 ? '' : ` Did you mean ${either(found)}?`;
}

/** Edits between two words: insert, delete, replace, swap of neighbours. A whole part of the other word costs one. */
function distance(a: string, b: string, limit: number): number {
  if (a.length > 3 && (b.endsWith(`-${a}`) || b.startsWith(a) || b.endsWith(`/${a}`))) return 0.5;
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [older, previous] = [previous, row];
  }
  return previous[b.length] ?? limit;
}
