import { dirname } from 'node:path';
import type { Facts } from '../facts/facts.ts';
import { probeFacts } from '../facts/probe-facts.ts';
import type { Answers } from '../interview/answers.ts';
import { checkAnswers } from '../interview/check.ts';
import type { Request } from '../request.ts';
import type { Staged } from '../steps/install/staged.ts';
import { readSecrets } from '../steps/read-secrets.ts';
import { Refusal } from '../steps/steps.ts';
import { realSystem } from '../system/real.ts';
import type { System } from '../system/system.ts';
import { type Lent, readAnswers, report } from './headless.ts';
import { absentJacks } from './match-jacks.ts';
import { carriedOver } from './old-router.ts';
import { type Backup, openBackup } from './open-backup.ts';

type InstallRequest = Request & { kind: 'install' };

/** What `--answers` gives to an installation without a person. */
export type GivenInstall = {
  readonly facts: Facts;
  readonly answers: Answers;
  readonly staged: Staged;
  /** Host keys and files come from a backup, and not from whatever was begun before. */
  readonly isBackup: boolean;
};

/** Reads an answers file or a backup, with all that goes along; null where it has problems, which were said. */
export async function givenInstall(
  request: InstallRequest & { answers: string },
  system: System,
  lent: Pick<Lent, 'say'>,
): Promise<GivenInstall | null> {
  const backup = await openBackup(realSystem(), request.answers);
  return backup === null ? fromFile(request, system, lent) : fromBackup(request, system, backup, lent);
}

async function fromFile(
  { answers: file, machine, dryRun }: InstallRequest & { answers: string },
  system: System,
  { say }: Pick<Lent, 'say'>,
): Promise<GivenInstall | null> {
  const { problems, answers, text, values, ...read } = await readAnswers(file, machine, 'install', !dryRun);
  if (problems.length > 0) say(report(problems, file));
  if (answers === null) return null;
  const facts = read.facts ?? (await probeFacts(system));
  // a dry run needs no values
  const nothing = { secrets: [], hostKeys: [], own: null };
  const carried = dryRun ? nothing : await carriedOver(system, answers, values, null);
  return { facts, answers, staged: { answers: text, ...carried }, isBackup: false };
}

/**
 * A backup of this very box, or one that was made to fit: then nothing is asked. What it lacks is said,
 * with the two ways to give it.
 */
async function fromBackup(
  { answers: file }: InstallRequest & { answers: string },
  system: System,
  backup: Backup,
  { say }: Pick<Lent, 'say'>,
): Promise<GivenInstall | null> {
  const facts = await probeFacts(system);
  const { missing } = absentJacks(backup.answers, facts);
  if (missing.length > 0) throw otherJacks(file, missing, facts);
  const { answers, problems, secrets } = checkAnswers(backup.answers, facts, { where: 'install' });
  if (problems.length > 0) say(report(problems, `${file}, etc/nixos/answers.yaml`));
  if (answers === null) {
    say(`A backup never holds the consent to erase a disk, and its disk may not be in this box.\n${ways(file)}\n`);
    return null;
  }
  if (backup.remark !== null) say(`${backup.remark}\n`);
  const { values, faults } = await readSecrets(system, secrets, dirname(file));
  const [fault] = faults.values();
  if (fault !== undefined) throw new Refusal(fault.message, fault.allowed ?? 'Mend that and try again.');
  const carried = await carriedOver(system, answers, values, backup);
  return { facts, answers, staged: { answers: backup.answers, ...carried }, isBackup: true };
}

function otherJacks(file: string, missing: readonly (readonly [string, string])[], { jacks }: Facts): Refusal {
  const were = missing.map(([label, mac]) => `"${label}" was ${mac}`).join(', ');
  const has = jacks.map(({ name, mac }) => `${name} (${mac})`).join(', ');
  return new Refusal(
    `${file} is the backup of a router with other jacks: ${were}. This machine has ${has || 'none'}.`,
    ways(file),
  );
}

function ways(file: string): string {
  return [
    `The wizard asks for what is missing: naar --answers ${file}`,
    'Without a person, the backup itself has to say it:',
    `  mkdir opened && tar -xzf ${file} -C opened`,
    '  in opened/etc/nixos/answers.yaml: disk.device (below /dev/disk/by-id),',
    '  disk.erase: true, and jacks under ports, { mac: ... } or { name: enp1s0 }',
    '  tar -czf new.tgz -C opened etc',
    '  naar install --answers new.tgz --yes',
    'Both hold passwords: remove what you do not need any more.',
  ].join('\n');
}
