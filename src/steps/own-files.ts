import { join } from 'node:path';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { isUnfinished } from '../system/whole-file.ts';
import { type CommandAction, Refusal } from './steps.ts';

/** Files beside the person's own: naar writes them from the answers, NixOS from the hardware. */
const made = ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'hardware-configuration.nix'];

/** Text of an archive that goes along with an installation, which lies in memory meanwhile. Bytes. */
const largest = 64_000_000;

/**
 * Names of a person's own files in a folder such as /etc/nixos, directories among them: local.nix and
 * whatever it imports. `leftOut` are links to directories, which would bring half a system along, and links to nothing.
 */
export async function ownFiles(
  system: System,
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly leftOut: readonly string[] }> {
  // a link to a file counts as the file that it leads to
  const ours = ['(', '-type', 'f', '-o', '-type', 'd', '-o', '-type', 'l', '-xtype', 'f', ')'];
  const list = async (kind: readonly string[]) => {
    const { stdout } = await system.run('find', [folder, '-mindepth', '1', ...kind, '-printf', '%P\\0']);
    return stdout.split('\0').filter(isOwn);
  };
  return { names: (await list(ours)).sort(), leftOut: (await list(['-type', 'l', '!', '-xtype', 'f'])).sort() };
}

/** Whether what has this name below /etc/nixos is a person's own. */
export function isOwn(name: string): boolean {
  return name !== '' && !made.includes(name) && !isUnfinished(name);
}

/** A person's own files of a folder as one text, byte for byte; null where there are none. They may hold passwords. */
export async function packOwn(system: System, folder: string): Promise<Secret | null> {
  const { names } = await ownFiles(system, folder);
  if (names.length === 0) return null;
  const place = '/run/naar';
  const archive = join(place, 'own.tgz');
  await system.makeDirectory(place, 0o700);
  // closed before anything is in it
  await system.write(archive, '', 0o600);
  try {
    const { code, stderr } = await system.run('tar', archiveWords(archive, folder), {
      input: `${names.join('\0')}\0`,
      timeout: 60_000,
    });
    const packed = await system.run('base64', ['--wrap=0', archive], { timeout: 60_000 });
    if (code === 0 && packed.code === 0 && packed.stdout.length <= largest) return new Secret(packed.stdout);
    throw new Refusal(
      `The files of your own beside local.nix cannot go along: ${code === 0 ? 'they are too many' : (stderr.trim().split('\n').at(-1) ?? '')}.`,
      `See ${folder}, and move away what no router needs.`,
    );
  } finally {
    await system.remove(archive);
  }
}

/** The words of tar for an archive of the files that are named at its input, with a NUL behind each; links as what they lead to. */
export function archiveWords(archive: string, folder: string): readonly string[] {
  const files = ['--directory', folder, '--no-recursion', '--dereference', '--null', '--files-from', '-'];
  return ['--create', '--gzip', '--file', archive, ...files];
}

/** Lays such files down, in place of those of the same name. */
export function unpackOwn(own: Secret, folder: string): CommandAction {
  const script = 'base64 --decode | tar --extract --gzip --no-same-owner --directory "$1"';
  return {
    kind: 'command',
    command: 'sh',
    args: ['-c', script, 'sh', folder],
    input: own,
    failure: `local.nix and what belongs to it could not be written to ${folder}.`,
    next: 'Is there room? See: df -h',
  };
}

/** Text of `packOwn` as it was laid down; null where there is none. */
export async function readOwn(system: System, path: string): Promise<Secret | null> {
  const text = await system.readText(path, largest);
  return text === null ? null : new Secret(text);
}
