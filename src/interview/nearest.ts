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

/** Edits between two words: insert, delete, replace, swap of neighbours. A whole part of the other word costs one. */
function distance(a: string, b: string, limit: number): number {
  if (a.length > 3 && (b.endsWith(`-${a}`) || b.startsWith(`${a}-`) || b.endsWith(`/${a}`))) return 0.5;
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
