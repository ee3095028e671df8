import { createHash } from 'node:crypto';
import type { System } from '../system/system.ts';

/** One finished step of a job, as it stands in the journal. */
export type Entry = { readonly step: string; readonly job: string; readonly at: string };

/**
 * Which job a journal belongs to: the answers, the disk and this version of naar. A run that
 * goes on after another one trusts only entries of the same job.
 */
export function jobDigest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The finished steps of a job, in order. Lines that were cut by a power failure are passed over. */
export async function readJournal(system: System, path: string): Promise<readonly Entry[]> {
  const text = await system.readText(path).catch(() => null);
  return (text ?? '').split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as Partial<Entry>;
      return typeof entry.step === 'string' && typeof entry.job === 'string' ? [{ at: '', ...entry } as Entry] : [];
    } catch {
      return [];
    }
  });
}

/** Writes the journal anew, whole: it is never half a line. */
export async function keepJournal(system: System, path: string, entries: readonly Entry[]): Promise<void> {
  await system.write(path, entries.map((one) => `${JSON.stringify(one)}\n`).join(''), 0o600);
}
