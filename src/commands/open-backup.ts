import { join } from 'node:path';
import { Refusal } from '../steps/steps.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import type { OldRouter } from './begun-before.ts';

/** In memory, for root only, and gone again as soon as it is read. */
const place = '/run/naar/backup';

/**
 * What `naar backup` wrote, for a router that shall live on in another box; null where the file is no
 * archive (then it is an answers file). Refuses an archive that is none of naar's.
 */
export async function openBackup(
  system: System,
  file: string,
): Promise<(OldRouter & { readonly local: string | null }) | null> {
  if (file === '-' || (await system.kindOf(file)) !== 'file') return null;
  if ((await system.run('tar', ['--list', '--gzip', '--file', file])).code !== 0) return null;
  await system.makeDirectory(place, 0o700);
  try {
    const { code } = await system.run('tar', ['--extract', '--gzip', '--file', file, '--directory', place]);
    const answers = await system.readText(join(place, 'etc/nixos/answers.yaml'));
    if (code !== 0 || answers === null)
      throw new Refusal(`${file} is an archive, but no backup that naar wrote.`, 'Name another file.');
    return {
      answers,
      secrets: await secretsIn(system, 'etc/naar/secrets'),
      hostKeys: await secretsIn(system, 'etc/ssh'),
      local: await system.readText(join(place, 'etc/nixos/local.nix')),
      disk: file,
    };
  } finally {
    await system.run('rm', ['-rf', place]);
  }
}

async function secretsIn(system: System, folder: string): Promise<OldRouter['secrets']> {
  const names = await system.list(join(place, folder));
  const texts = await Promise.all(names.map((name) => system.readText(join(place, folder, name))));
  return names.map((name, index) => ({ name, value: new Secret(texts[index] ?? '') }));
}

/** A backup holds no consent to erase a disk, and the jacks of another box have other addresses: both have to be asked. */
export function onlyAsked(file: string): Refusal {
  return new Refusal(
    `${file} is a backup: which new jack replaces which, and which disk is erased, has to be asked.`,
    [
      `The wizard does that: naar --answers ${file}`,
      'Without a person: unpack it (tar -xzf), put the MAC addresses of the new jacks under ports, the disk and',
      'erase: true under disk, name the passwords as { file: PATH }, and give naar install those answers.',
    ].join('\n'),
  );
}
