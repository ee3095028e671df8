import { join } from 'node:path';
import { Secret } from '../../system/secret.ts';
import type { System } from '../../system/system.ts';
import type { SecretFile } from '../secret-files.ts';

/**
 * What an installation needs, laid where only root reads and where it goes with the power:
 * the job runs apart from the terminal, and goes on when that is gone.
 */
export const stageDirectory = '/run/naar/install';

/** Files below the stage. */
export const stage = {
  answers: join(stageDirectory, 'answers.yaml'),
  secrets: join(stageDirectory, 'secrets'),
  journal: join(stageDirectory, 'journal.jsonl'),
  events: join(stageDirectory, 'events.jsonl'),
  log: join(stageDirectory, 'install.log'),
} as const;

/** The journal on the target, for a start after a power cut. */
export function targetJournal(root: string): string {
  return join(root, 'etc/naar/install/journal.jsonl');
}

/** Lays answers and secrets down for the job. */
export async function stageJob(system: System, answers: string, secrets: readonly SecretFile[]): Promise<void> {
  await system.makeDirectory(stageDirectory, 0o700);
  await system.makeDirectory(stage.secrets, 0o700);
  await system.write(stage.answers, answers, 0o600);
  for (const { name, value } of secrets) await system.write(join(stage.secrets, name), value, 0o600);
}

/** What was laid down; null where nothing was. */
export async function readStage(
  system: System,
): Promise<{ readonly answers: string; readonly secrets: readonly SecretFile[] } | null> {
  const answers = await system.readText(stage.answers);
  if (answers === null) return null;
  const secrets: SecretFile[] = [];
  for (const name of await system.list(stage.secrets)) {
    const value = await system.readText(join(stage.secrets, name));
    if (value !== null) secrets.push({ name, value: new Secret(value) });
  }
  return { answers, secrets };
}

/** Takes the secrets away once they are where they belong. */
export async function clearStage(system: System): Promise<void> {
  for (const name of await system.list(stage.secrets)) await system.remove(join(stage.secrets, name));
}
