import { Refusal } from '../steps/steps.ts';
import type { System } from '../system/system.ts';

/** What a router is made of that cannot be made anew: paths without the leading slash, as tar keeps them. */
const parts = [
  'etc/nixos/answers.yaml',
  'etc/nixos/local.nix',
  'etc/naar/secrets',
  'etc/ssh/ssh_host_ed25519_key',
  'etc/ssh/ssh_host_ed25519_key.pub',
  'etc/ssh/ssh_host_rsa_key',
  'etc/ssh/ssh_host_rsa_key.pub',
] as const;

/** `naar backup FILE`: answers, secrets, SSH host keys and local.nix in one archive that only root reads. */
export async function backup(system: System, file: string): Promise<string> {
  if ((await system.run('id', ['-u'])).stdout.trim() !== '0')
    throw new Refusal('Only root can read what belongs into a backup.', `Run: sudo naar backup ${file}`);
  if ((await system.readText('/etc/nixos/answers.yaml')) === null)
    throw new Refusal('This is not a router that naar made.', 'Run it on the router.');
  if ((await system.kindOf(file)) !== null)
    throw new Refusal(`${file} is there already.`, 'Name a new file; a backup never replaces anything.');
  const present: string[] = [];
  for (const part of parts) if ((await system.kindOf(`/${part}`)) !== null) present.push(part);
  // closed before the first secret is in it
  await system.write(file, '', 0o600);
  const { code, stderr } = await system.run(
    'tar',
    ['--create', '--gzip', '--file', file, '--directory', '/', ...present],
    {
      timeout: 60_000,
    },
  );
  if (code !== 0) {
    await system.remove(file);
    throw new Refusal(
      `The backup could not be written: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      'Is there room? See: df -h',
    );
  }
  return `${file} holds ${present.length} parts of the router, passwords among them: keep it where nobody else reads it.`;
}
