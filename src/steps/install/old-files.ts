import { dirname, join } from 'node:path';
import { followLinks } from '../../system/follow-links.ts';
import { Secret } from '../../system/secret.ts';
import type { RunResult, System } from '../../system/system.ts';
import { isOwn, packOwn } from '../own-files.ts';
import type { SecretFile } from '../secret-files.ts';
import { Refusal } from '../steps.ts';
import { isHostKey, stage } from './staged.ts';

const etc = '/etc/nixos';

/** What a system that does not run gives: `lost` says, a sentence for each, what of it cannot go along. */
export type Found<Thing> = { readonly thing: Thing; readonly lost: readonly string[] };

/**
 * Where a path of a system lies whose root is mounted at `root`. Links lead where they do on that system:
 * absolute ones and any `..` stay below `root`. null: a circle.
 */
export async function placeOn(system: System, root: string, path: string): Promise<string | null> {
  const target = async (at: string) => {
    const here = join(root, at);
    if ((await system.kindOf(here)) !== 'link') return null;
    const { stdout } = await system.run('readlink', ['--no-newline', here]);
    return stdout.startsWith('/') ? stdout : `${dirname(at)}/${stdout}`;
  };
  const place = await followLinks(target, path);
  return place === null ? null : join(root, place);
}

/** The person's own files in /etc/nixos of such a system, as `packOwn` gives them, and what they link to. */
export async function ownOn(system: System, root: string): Promise<Found<Secret | null>> {
  const folder = await placeOn(system, root, etc);
  if (folder === null) return { thing: null, lost: [`${etc} does not go along: it is a link to itself.`] };
  const { stdout } = await system.run('find', [folder, '-mindepth', '1', '-type', 'l', '-printf', '%P\\0']);
  const links = stdout.split('\0').filter(isOwn).sort();
  if (links.length === 0) return { thing: await packOwn(system, folder), lost: [] };
  await system.run('rm', ['-rf', stage.carried]);
  try {
    return await packLinked(system, root, folder, links);
  } finally {
    await system.run('rm', ['-rf', stage.carried]);
  }
}

/** The folder once more, of nothing but links: each to where its file really lies, so that nobody follows any into this system. */
async function packLinked(
  system: System,
  root: string,
  folder: string,
  links: readonly string[],
): Promise<Found<Secret | null>> {
  await system.makeDirectory(dirname(stage.carried), 0o700);
  await done(
    system.run('cp', ['--recursive', '--symbolic-link', '--no-target-directory', folder, stage.carried], {
      timeout: 60_000,
    }),
  );
  const lost: string[] = [];
  for (const name of links) {
    const { place, fault } = await fileOn(system, root, join(etc, name));
    const copy = join(stage.carried, name);
    if (fault !== null) lost.push(fault);
    if (place === null) await system.remove(copy);
    else await done(system.run('ln', ['--symbolic', '--force', '--no-target-directory', place, copy]));
  }
  return { thing: await packOwn(system, stage.carried), lost };
}

/** Half of the files would be worse than none. */
async function done(running: Promise<RunResult>): Promise<void> {
  const { code, stderr } = await running;
  if (code === 0) return;
  throw new Refusal(
    `The files of your own in ${etc} of the earlier router cannot go along: ${stderr.trim().split('\n').at(-1) ?? ''}.`,
    'Is there room in memory? See: df -h /run',
  );
}

/** The SSH host keys of such a system. */
export async function hostKeysOn(system: System, root: string): Promise<Found<readonly SecretFile[]>> {
  const thing: SecretFile[] = [];
  const lost: string[] = [];
  const folder = await placeOn(system, root, '/etc/ssh');
  for (const name of folder === null ? [] : (await system.list(folder)).filter(isHostKey)) {
    const { place, fault } = await fileOn(system, root, join('/etc/ssh', name));
    const value = place === null ? null : await system.readText(place);
    if (fault !== null) lost.push(fault);
    if (value !== null) thing.push({ name, value: new Secret(value) });
  }
  return { thing, lost };
}

async function fileOn(system: System, root: string, path: string) {
  const place = await placeOn(system, root, path);
  const kind = place === null ? null : await system.kindOf(place);
  if (kind === 'file') return { place, fault: null };
  const why = kind === 'directory' ? 'a directory' : kind === null ? 'not on that disk' : 'no file';
  const end = place === null ? 'itself' : `${place.slice(root.length)}, which is ${why}`;
  return { place: null, fault: `${path} does not go along: it is a link to ${end}.` };
}
