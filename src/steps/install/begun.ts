import { join } from 'node:path';
import type { System } from '../../system/system.ts';
import { readOwn } from '../own-files.ts';
import { allOf, type BlockDevice, blockDevice } from './disk-state.ts';
import { hostKeysOn, ownOn, placeOn } from './old-files.ts';
import { type Staged, secretsIn, stage, targetStage } from './staged.ts';

/** What a disk holds that naar put there. */
export type Earlier = {
  readonly disk: string;
  /** An installation that did not come to its end; null where there is none. */
  readonly begun: { readonly staged: Staged; readonly journal: string } | null;
  /** A finished router, and what of it cannot go along, a sentence for each; null where there is none. */
  readonly router: (Staged & { readonly lost: readonly string[] }) | null;
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
  const [begun, journal] = await Promise.all([below.answers, below.journal].map((path) => system.readText(path)));
  const secrets = await secretsIn(system, join(stage.look, 'etc/naar/secrets'));
  const { thing: hostKeys, lost } = await hostKeysOn(system, stage.look);
  if (begun != null && journal != null) {
    const staged = { answers: begun, secrets, hostKeys, own: await readOwn(system, below.own) };
    return { disk, begun: { staged, journal }, router: null };
  }
  const place = await placeOn(system, stage.look, '/etc/nixos/answers.yaml');
  const answers = place === null ? null : await system.readText(place);
  if (answers === null) return null;
  const own = await ownOn(system, stage.look);
  const router = { answers, secrets, hostKeys, own: own.thing, lost: [...own.lost, ...lost] };
  return { disk, begun: null, router };
}
