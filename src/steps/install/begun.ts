import { join } from 'node:path';
import type { System } from '../../system/system.ts';
import { packOwn, readOwn } from '../own-files.ts';
import { allOf, type BlockDevice, blockDevice } from './disk-state.ts';
import { hostKeysIn, type Staged, secretsIn, stage, targetStage } from './staged.ts';

/** What a disk holds that naar put there. */
export type Earlier = {
  readonly disk: string;
  /** An installation that did not come to its end; null where there is none. */
  readonly begun: { readonly staged: Staged; readonly journal: string } | null;
  /** A finished router; null where there is none. */
  readonly router: Staged | null;
};

/** Looks into a disk that naar laid out; nothing is written but what its file system still owes itself after a power cut. Null where it holds nothing of naar's, or is in use already. */
export async function lookInto(system: System, disk: string): Promise<Earlier | null> {
  const device = await blockDevice(system, disk);
  const root = device === null ? undefined : allOf(device).find(isRoot);
  if (root === undefined || root.mountpoints.length > 0) return null;
  await system.makeDirectory(stage.look, 0o700);
  const { code } = await system.run('mount', ['-o', 'ro,nosuid,nodev,noexec', root.path, stage.look]);
  if (code !== 0) return null;
  try {
    return await read(system, disk);
  } finally {
    await system.run('umount', [stage.look]);
  }
}

/** naar names its partitions; a router is nowhere else. */
function isRoot({ partlabel, label }: BlockDevice): boolean {
  return partlabel === 'root' && label === 'nixos';
}

async function read(system: System, disk: string): Promise<Earlier | null> {
  const below = targetStage(stage.look);
  const etc = join(stage.look, 'etc/nixos');
  const [begun, journal, answers] = await Promise.all(
    [below.answers, below.journal, join(etc, 'answers.yaml')].map((path) => system.readText(path)),
  );
  const secrets = await secretsIn(system, join(stage.look, 'etc/naar/secrets'));
  const hostKeys = await hostKeysIn(system, join(stage.look, 'etc/ssh'));
  if (begun != null && journal != null) {
    const staged = { answers: begun, secrets, hostKeys, own: await readOwn(system, below.own) };
    return { disk, begun: { staged, journal }, router: null };
  }
  if (answers == null) return null;
  return { disk, begun: null, router: { answers, secrets, hostKeys, own: await packOwn(system, etc) } };
}
