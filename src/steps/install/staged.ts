import { join } from 'node:path';
import { Secret } from '../../system/secret.ts';
import type { System } from '../../system/system.ts';
import { readOwn } from '../own-files.ts';
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
  hostKeys: join(stageDirectory, 'host-keys'),
  own: join(stageDirectory, 'own'),
  journal: join(stageDirectory, 'journal.jsonl'),
  events: join(stageDirectory, 'events.jsonl'),
  log: join(stageDirectory, 'install.log'),
  /** Where the configuration is evaluated before anything is erased. */
  trial: join(stageDirectory, 'trial'),
  /** Where a disk is mounted, for reading, to look at what it holds. */
  look: join(stageDirectory, 'look'),
  /** Where links to the own files of that disk are while they are packed. */
  carried: join(stageDirectory, 'carried'),
} as const;

/** What lies on the target until the installation is complete, for a start after a power cut. */
export function targetStage(root: string) {
  const directory = join(root, 'etc/naar/install');
  return {
    directory,
    answers: join(directory, 'begun.yaml'),
    own: join(directory, 'own'),
    journal: join(directory, 'journal.jsonl'),
  } as const;
}

/** Answers and secrets of an installation. */
export type Staged = {
  /** The answers file as it was given, consent included. */
  readonly answers: string;
  readonly secrets: readonly SecretFile[];
  /** SSH host keys of an earlier router that shall live on: names below /etc/ssh. */
  readonly hostKeys: readonly SecretFile[];
  /** The person's own files of an earlier router, as `packOwn` gives them; null where there are none. */
  readonly own: Secret | null;
};

/** Lays answers and secrets down for the job, in place of what lay there. */
export async function stageJob(system: System, { answers, secrets, hostKeys, own }: Staged): Promise<void> {
  await system.makeDirectory(stageDirectory, 0o700);
  for (const [directory, files] of [
    [stage.secrets, secrets],
    [stage.hostKeys, hostKeys],
  ] as const) {
    await system.makeDirectory(directory, 0o700);
    for (const { name, value } of files) await system.write(join(directory, name), value, 0o600);
    const stale = (await system.list(directory)).filter((name) => files.every((file) => file.name !== name));
    for (const name of stale) await system.remove(join(directory, name));
  }
  if (own === null) await system.remove(stage.own);
  else await system.write(stage.own, own, 0o600);
  // last: a stage with answers is whole
  await system.write(stage.answers, answers, 0o600);
}

/** What was laid down; null where nothing was. */
export async function readStage(system: System): Promise<Staged | null> {
  const answers = await system.readText(stage.answers);
  if (answers === null) return null;
  return {
    answers,
    secrets: await secretsIn(system, stage.secrets),
    hostKeys: await secretsIn(system, stage.hostKeys),
    own: await readOwn(system, stage.own),
  };
}

/** Takes away what was laid down: it is where it belongs, or something else takes its place. */
export async function clearStage(system: System): Promise<void> {
  await system.remove(stage.answers);
  await system.remove(stage.own);
  for (const directory of [stage.secrets, stage.hostKeys])
    for (const name of await system.list(directory)) await system.remove(join(directory, name));
}

/** The SSH host keys in a directory such as /etc/ssh, and nothing else of it. */
export async function hostKeysIn(system: System, directory: string): Promise<readonly SecretFile[]> {
  return (await secretsIn(system, directory)).filter(({ name }) => isHostKey(name));
}

/** Whether a file below /etc/ssh is a host key. */
export function isHostKey(name: string): boolean {
  return /^ssh_host_\w+_key(\.pub)?$/.test(name);
}

/** The files of a directory as secrets; empty where there is none. */
export async function secretsIn(system: System, directory: string): Promise<readonly SecretFile[]> {
  const files: SecretFile[] = [];
  for (const name of await system.list(directory)) {
    const value = await system.readText(join(directory, name));
    if (value !== null) files.push({ name, value: new Secret(value) });
  }
  return files;
}
