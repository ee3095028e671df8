import { join } from 'node:path';
import { isSealed, sealOf } from '../../render/seal.ts';
import type { System } from '../../system/system.ts';
import { Refusal } from '../steps.ts';
import type { ChangedFile } from './change-steps.ts';
import { places } from './places.ts';

/** What shall become of lines that a person wrote into a file of naar's. */
export type EditChoice = 'merge' | 'local' | 'keep' | 'overwrite';

/** The ways, in the order in which they are offered. */
export const editChoices: readonly EditChoice[] = ['merge', 'local', 'keep', 'overwrite'];

/** A file that was changed by hand. */
export type HandEdit = {
  readonly name: 'configuration.nix' | 'irq-tuning.sh';
  /** As it lies there. */
  readonly edited: string;
  /** As naar wrote it; null where that is not known any more. */
  readonly base: string | null;
  /** The edit as a diff; empty without a base. */
  readonly diff: readonly string[];
};

/**
 * The files that a person changed since naar wrote them. `rendered` are the files of the answers
 * that the router has now: what naar wrote, unless another version of naar did.
 */
export async function handEdits(system: System, rendered: readonly ChangedFile[]): Promise<readonly HandEdit[]> {
  const edits: HandEdit[] = [];
  for (const name of ['configuration.nix', 'irq-tuning.sh'] as const) {
    const edited = await system.readText(join(places.etc, name));
    if (edited === null || isSealed(edited)) continue;
    const now = rendered.find((file) => file.name === name)?.text ?? '';
    const base = bears(now, sealOf(edited)) ? now : await writtenText(system, name, edited);
    edits.push({ name, edited, base, diff: base === null ? [] : await difference(system, base, edited) });
  }
  return edits;
}

/** What naar wrote, by the digest that still stands in a text that was changed by hand since; null where it is not known any more. */
export async function writtenText(system: System, name: string, edited: string): Promise<string | null> {
  const seal = sealOf(edited);
  if (seal === null) return null;
  const folders = await system.list(places.history);
  const kept = [join(places.written, seal), ...folders.map((folder) => join(places.history, folder, 'nixos', name))];
  for (const path of kept) {
    const text = await system.readText(path).catch(() => null);
    if (text !== null && bears(text, seal)) return text;
  }
  return null;
}

function bears(text: string, seal: string | null): boolean {
  return seal !== null && isSealed(text) && sealOf(text) === seal;
}

/** Two texts as a unified diff without its head. */
export async function difference(system: System, from: string, to: string): Promise<readonly string[]> {
  return withFiles(system, { from, to }, async ({ from: one, to: other }) => {
    const { stdout } = await system.run('diff', ['-U', '2', one!, other!]);
    return stdout
      .split('\n')
      .slice(2)
      .filter((line) => line !== '');
  });
}

/** Both changes in one text. Refuses where they touch the same lines, and shows which. */
export async function merged(system: System, { name, edited, base }: HandEdit, fresh: string): Promise<string> {
  if (base === null)
    throw new Refusal(
      `What naar wrote before ${name} was changed is not known any more, so the two cannot be merged.`,
      'Choose another way: --edited local, keep or overwrite.',
    );
  return withFiles(system, { edited, base, fresh }, async ({ edited: one, base: two, fresh: three }) => {
    const labels = ['yours', 'before', 'new'].flatMap((label) => ['-L', label]);
    const git = await system.run('git', ['merge-file', '-p', ...labels, one!, two!, three!]);
    const { code, stdout } = git.code === null ? await system.run('diff3', ['-m', ...labels, one!, two!, three!]) : git;
    if (code === 0) return stdout;
    const [, clash = ''] = /^(<{7}[\s\S]*?^>{7}.*)$/m.exec(stdout) ?? [];
    throw new Refusal(
      `Your change of ${name} and the new answers touch the same lines:\n${clash}`,
      'Choose another way: --edited local, keep or overwrite; or put these lines right by hand first.',
    );
  });
}

/** Texts as files for as long as a command needs them; for root only. */
async function withFiles<Result>(
  system: System,
  texts: Readonly<Record<string, string>>,
  work: (paths: Readonly<Record<string, string>>) => Promise<Result>,
): Promise<Result> {
  const folder = '/run/naar/compare';
  await system.makeDirectory(folder, 0o700);
  const paths = Object.fromEntries(Object.keys(texts).map((name) => [name, join(folder, name)]));
  try {
    for (const [name, path] of Object.entries(paths)) await system.write(path, texts[name]!, 0o600);
    return await work(paths);
  } finally {
    for (const path of Object.values(paths)) await system.remove(path);
  }
}
