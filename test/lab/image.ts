import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the project. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** What a virtual machine is started from: the folder of QEMU and the folder of the guest's disk, kernel and initrd. */
export type LabImage = { readonly qemu: string; readonly guest: string };

/** Builds what is missing (about a minute, Debian's package server is needed) and says where it is. Throws when it cannot be built. */
export function buildImage(): LabImage {
  const node = realpathSync(join(projectRoot, 'node_modules', 'node', 'bin', 'node'));
  const build = spawnSync(join(import.meta.dirname, 'image', 'build.sh'), [join(projectRoot, '.lab'), node], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [qemu, guest] = build.stdout.trim().split('\n');
  if (build.status !== 0 || qemu === undefined || guest === undefined)
    throw new Error('The lab has no machine to run: its image could not be built (the reason is above).');
  return { qemu, guest };
}
