import { join } from 'node:path';
import type { RenderedFile } from '../render/render-files.ts';
import type { System } from '../system/system.ts';
import { isSealed, seal } from './seal.ts';
import type { SecretFile } from './secret-files.ts';
import { type Action, Refusal, type Step } from './steps.ts';

/**
 * Steps that write the files of a router into a directory. Looks first and throws
 * Refusal where the directory holds something that naar did not write, or that was
 * changed by hand since, unless `force`; local.nix is kept in any case.
 */
export async function renderSteps(
  system: System,
  directory: string,
  files: readonly RenderedFile[],
  secrets: readonly SecretFile[],
  force: boolean,
): Promise<readonly Step[]> {
  const present = await system.list(directory);
  if (!force) await refuseForeign(system, directory, present, files);
  const actions: Action[] = files
    .filter((file) => file.write === 'always' || !present.includes(file.name))
    .map((file) => ({
      kind: 'write',
      path: join(directory, file.name),
      text: file.write === 'always' ? seal(file.text) : file.text,
      mode: file.mode,
    }));
  const steps: Step[] = [
    {
      id: 'files',
      title: 'Write the files of the router',
      actions: [{ kind: 'directory', path: directory, mode: 0o755 }, ...actions],
    },
  ];
  if (secrets.length > 0) steps.push(secretStep(join(directory, 'secrets'), secrets));
  return steps;
}

function secretStep(directory: string, secrets: readonly SecretFile[]): Step {
  return {
    id: 'secrets',
    title: 'Write the secrets, for root only',
    actions: [
      { kind: 'directory', path: directory, mode: 0o700 },
      ...secrets.map(
        ({ name, value }): Action => ({ kind: 'write', path: join(directory, name), text: value, mode: 0o600 }),
      ),
    ],
  };
}

async function refuseForeign(
  system: System,
  directory: string,
  present: readonly string[],
  files: readonly RenderedFile[],
): Promise<void> {
  const known = new Set<string>([...files.map((file) => file.name), 'secrets']);
  const foreign = present.filter((name) => !known.has(name));
  if (foreign.length > 0) {
    const names = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ` and ${foreign.length - 3} more` : '');
    throw new Refusal(
      `${directory} holds files that are not naar's (${names}).`,
      'Name a new directory, or say --force to write beside them.',
    );
  }
  for (const { name, write } of files) {
    const text = write === 'always' ? await system.readText(join(directory, name)) : null;
    if (text !== null && !isSealed(text)) {
      throw new Refusal(
        `${join(directory, name)} was changed since naar wrote it, or is not naar's.`,
        'Name a new directory, or say --force to replace it.',
      );
    }
  }
}
