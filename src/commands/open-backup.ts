import { join, resolve } from 'node:path';
import { hostKeysIn, secretsIn } from '../steps/install/staged.ts';
import { packOwn } from '../steps/own-files.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';
import { handEdited } from './backup.ts';
import type { OldRouter } from './old-router.ts';

/** In memory, for root only, and gone again as soon as it is read. */
const place = '/run/naar/backup';

/** An earlier router out of a backup; `remark` is what does not go along. */
export type Backup = OldRouter & { readonly remark: string | null };

/**
 * What `naar backup` wrote, for a router that shall live on in another box; null where the file is no
 * archive (then it is an answers file). Refuses an archive that is none of naar's.
 */
export async function openBackup(system: System, file: string): Promise<Backup | null> {
  if (file === '-' || (await system.kindOf(file)) !== 'file') return null;
  if ((await system.run('tar', ['--list', '--gzip', '--file', file])).code !== 0) return null;
  await system.makeDirectory(place, 0o700);
  try {
    const { code } = await system.run('tar', ['--extract', '--gzip', '--file', file, '--directory', place]);
    const etc = join(place, 'etc/nixos');
    const answers = await system.readText(join(etc, 'answers.yaml'));
    if (code !== 0 || answers === null)
      throw new Refusal(`${file} is an archive, but no backup that naar wrote.`, 'Name another file.');
    return {
      answers,
      secrets: await secretsIn(system, join(place, 'etc/naar/secrets')),
      hostKeys: await hostKeysIn(system, join(place, 'etc/ssh')),
      own: await packOwn(system, etc),
      from: resolve(file),
      lost: [],
      remark: handEdited((await system.readText(join(etc, 'configuration.nix'))) ?? ''),
    };
  } finally {
    await system.run('rm', ['-rf', place]);
  }
}
