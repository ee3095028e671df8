import { judgeAnswers } from '../check.ts';
import { dottedKey, type Finding } from '../finding.ts';
import { valueAt } from './draft-edit.ts';
import type { Context, Entry } from './entry.ts';

/** An error in the draft, with the question that answers for it. */
export type Fault = { readonly owner: string; readonly key: string; readonly words: string };

/**
 * What is wrong among the answers given so far. A key that is not there yet is no fault:
 * its question will come. Each fault belongs to the question that owns its place most closely.
 */
export function judgeDraft(context: Context, entries: readonly Entry[]): readonly Fault[] {
  // nothing is said yet: the first screen need not wait for the judges
  if (Object.keys(context.draft).length === 0) return [];
  const { findings } = judgeAnswers(JSON.stringify({ version: 1, ...context.draft }), context.facts, 'render');
  return findings
    .filter((finding) => finding.severity === 'error')
    .filter(({ path }) => valueAt(context.draft, path) !== undefined)
    .map((finding) => {
      const key = dottedKey(finding.path);
      return { owner: ownerOf(key, entries), key, words: wordsOf(finding) };
    });
}

/** A finding as one text for the person, who types a value and no YAML: without the quotes of a file. */
export function wordsOf({ message, allowed }: Pick<Finding, 'message' | 'allowed'>): string {
  if (allowed === null) return message;
  return `${message} Allowed: ${allowed.replace(' in quotes', '').replace(/"([0-9a-f.:]+)"/g, '$1')}.`;
}

/** Id of the question that owns a dotted key most closely; `review` owns what nobody else does. */
export function ownerOf(key: string, entries: readonly Entry[]): string {
  const claims = entries.flatMap(({ id, owns }) =>
    owns
      .filter((place) => place === '' || key === place || key.startsWith(`${place}.`) || key.startsWith(`${place}[`))
      .map((place) => ({ id, place })),
  );
  return claims.sort((one, other) => other.place.length - one.place.length)[0]?.id ?? 'review';
}
