import { join } from 'node:path';
import type { System } from '../system/system.ts';

/** The answers so far, as they lie on disk between two starts. */
export type KeptDraft = {
  /** An answers file without secrets. */
  readonly text: string;
  /** How far the interview is, in its own words. */
  readonly progress: string;
  /** Path of the disk or the backup that passwords, host keys and own files go along from; null where none do. */
  readonly from: string | null;
};

/** What the person may copy to a stick. */
export function draftPath(directory: string): string {
  return join(directory, 'draft.yaml');
}

/** Where drafts live: in memory (/run), for nobody else to read; of a user without rights in a place of their own. */
export function draftDirectory(system: System, user: number, machine: string | null): string {
  const own = system.env('XDG_RUNTIME_DIR');
  const base = user === 0 ? '/run/naar' : own ? join(own, 'naar') : `/tmp/naar-${user}`;
  return machine === null ? base : join(base, `machine-${machine.replace(/[^A-Za-z0-9]+/g, '-').slice(-60)}`);
}

/** Puts the draft on disk, whole or not at all. */
export async function keepDraft(system: System, directory: string, { text, progress, from }: KeptDraft): Promise<void> {
  await system.makeDirectory(directory, 0o700);
  await system.write(draftPath(directory), text, 0o600);
  await system.write(join(directory, 'progress.json'), progress, 0o600);
  if (from === null) await system.remove(join(directory, 'from'));
  else await system.write(join(directory, 'from'), from, 0o600);
}

/** The draft of an earlier start; null where there is none. A progress that cannot be read only makes some questions come again. */
export async function readDraft(system: System, directory: string): Promise<KeptDraft | null> {
  const text = await system.readText(draftPath(directory)).catch(() => null);
  if (text === null) return null;
  const progress = await system.readText(join(directory, 'progress.json')).catch(() => null);
  const from = await system.readText(join(directory, 'from')).catch(() => null);
  return { text, progress: progress ?? '', from };
}

/** Takes the draft away: its answers are in use, or not wanted any more. */
export async function dropDraft(system: System, directory: string): Promise<void> {
  await system.remove(draftPath(directory));
  await system.remove(join(directory, 'progress.json'));
  await system.remove(join(directory, 'from'));
}
