import { join } from 'node:path';
import { isSealed } from '../render/seal.ts';
import { archiveWords, ownFiles } from '../steps/own-files.ts';
import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';

const etc = '/etc/nixos';

/** Of what naar writes: the answers, and the rest for a person to read lines of their own in. */
const written = ['answers.yaml', 'configuration.nix', 'irq-tuning.sh'];

const hostKeys = ['ed25519', 'rsa'].flatMap((kind) => [`ssh_host_${kind}_key`, `ssh_host_${kind}_key.pub`]);

/** `naar backup FILE`: answers, secrets, SSH host keys and the person's own files in one archive that only root reads. */
export async function backup(system: System, file: string): Promise<string> {
  if ((await system.run('id', ['-u'])).stdout.trim() !== '0')
    throw new Refusal('Only root can read what belongs into a backup.', `Run: sudo naar backup ${file}`);
  if ((await system.readText(join(etc, 'answers.yaml'))) === null)
    throw new Refusal('This is not a router that naar made.', 'Run it on the router.');
  if ((await system.kindOf(file)) !== null)
    throw new Refusal(`${file} is there already.`, 'Name a new file; a backup never replaces anything.');
  const own = await ownFiles(system, etc);
  const paths = await present(system, [
    ...[...written, ...own.names].map((name) => join(etc, name)),
    '/etc/naar/secrets',
    ...(await system.list('/etc/naar/secrets')).map((name) => join('/etc/naar/secrets', name)),
    ...hostKeys.map((name) => join('/etc/ssh', name)),
  ]);
  // closed before the first secret is in it
  await system.write(file, '', 0o600);
  const { code, stderr } = await system.run('tar', archiveWords(file, '/'), {
    // as tar keeps them: without the leading slash
    input: paths.map((path) => `${path.slice(1)}\0`).join(''),
    timeout: 60_000,
  });
  if (code !== 0) {
    await system.remove(file);
    throw new Refusal(
      `The backup could not be written: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'Is there room? See: df -h',
    );
  }
  const edited = handEdited((await system.readText(join(etc, 'configuration.nix'))) ?? '');
  return [
    `${file} holds the answers, passwords, SSH host keys and your own files: keep it where nobody else reads it.`,
    ...own.leftOut.map((name) => `Left out, for it is a link to a directory or to nothing: ${join(etc, name)}`),
    ...(edited === null ? [] : [`${edited} To take them along: naar reconfigure --edited local; then a new backup.`]),
  ].join('\n');
}

/** What is said of a configuration.nix with lines of a person's own, which an installation writes anew; null where it is as naar wrote it. */
export function handEdited(configuration: string): string | null {
  return configuration === '' || isSealed(configuration)
    ? null
    : 'configuration.nix was changed by hand. The backup keeps it for you to read, but an installation writes it anew, without your lines.';
}

async function present(system: System, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) if ((await system.kindOf(path)) !== null) found.push(path);
  return found;
}
