import { dirname } from 'node:path';
import type { RenderedFile } from '../render/render-files.ts';
import { isSealed, seal } from '../render/seal.ts';
import { below } from '../system/below.ts';
import { plainName } from '../system/plain-name.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { SystemFailure } from '../system/system-failure.ts';
import { isUnfinished } from '../system/whole-file.ts';
import type { SecretFile } from './secret-files.ts';
import { type Action, Refusal, type Step, StepFailure } from './steps.ts';

/** Where the files go. `sources` are the answers file and the files of its secrets: they are never written over. */
export type Target = { readonly directory: string; readonly force: boolean; readonly sources: readonly string[] };

/**
 * Steps that write the files of a router into a directory. Looks first and throws
 * Refusal where the directory holds something that naar did not write, or that was
 * changed by hand since, unless `force`; local.nix is kept in any case. Throws StepFailure
 * where the directory cannot be looked at.
 */
export async function renderSteps(
  system: System,
  target: Target,
  files: readonly RenderedFile[],
  secrets: readonly SecretFile[],
): Promise<readonly Step[]> {
  try {
    return await planned(system, target, files, secrets);
  } catch (error) {
    if (!(error instanceof SystemFailure)) throw error;
    throw new StepFailure('files', error.message, 'Nothing was written.\nMend that and run the same command again.');
  }
}

async function planned(
  system: System,
  target: Target,
  files: readonly RenderedFile[],
  secrets: readonly SecretFile[],
): Promise<readonly Step[]> {
  const { directory } = target;
  const present = await system.list(directory);
  const fresh = files.filter((file) => file.write === 'always' || !present.includes(file.name));
  const writes = fresh.map((file): Write => {
    const text = file.write === 'always' ? seal(file.text) : file.text;
    return { kind: 'write', path: below(directory, file.name), text, mode: file.mode };
  });
  const place = below(directory, 'secrets');
  const hidden = secrets.map(
    ({ name, value }): Write => ({ kind: 'write', path: below(place, name), text: value, mode: 0o600 }),
  );
  await refuseSources(system, target, [...writes, ...hidden]);
  await refuseImpossible(system, place, [...writes, ...hidden]);
  if (!target.force) {
    const known = [...files.map((file) => file.name), 'secrets'];
    refuseForeign(
      directory,
      present.filter((name) => !known.includes(name)),
    );
    for (const write of writes) await refuseChanged(system, write);
    if (hidden.length > 0)
      refuseForeign(
        place,
        (await system.list(place)).filter((name) => !isSecretName(name)),
      );
    for (const write of hidden) await refuseChanged(system, write);
  }
  const steps: Step[] = [
    {
      id: 'files',
      title: 'Write the files of the router',
      actions: [{ kind: 'directory', path: directory, mode: 0o755 }, ...writes],
    },
  ];
  if (hidden.length > 0)
    steps.push({
      id: 'secrets',
      title: 'Write the secrets, for root only',
      actions: [{ kind: 'directory', path: place, mode: 0o700 }, ...hidden],
    });
  return steps;
}

type Write = Action & { readonly kind: 'write' };

/** Also with `force`: what the answers come from exists nowhere else. A file that keeps its text loses nothing. */
async function refuseSources(system: System, { sources }: Target, writes: readonly Write[]): Promise<void> {
  for (const { path, text } of writes) {
    for (const source of sources) {
      if (!(await system.sameFile(path, source)) || (await holds(system, path, text))) continue;
      throw new Refusal(
        `${plainName(path)} is what the answers are read from: naar would write over it.`,
        'Name another directory with --out. Nothing was written.',
      );
    }
  }
}

/** Also with `force`: naar replaces files, never a directory, and follows no link to where others may read. */
async function refuseImpossible(system: System, secrets: string, writes: readonly Write[]): Promise<void> {
  for (const { path } of writes) {
    if (dirname(path) === secrets && !['directory', null].includes(await system.kindOf(secrets)))
      throw new Refusal(
        `${plainName(secrets)} is not a directory, or only a link to one: secrets do not go there.`,
        'Name another directory with --out, or remove it. Nothing was written.',
      );
    if ((await system.kindOf(path)) === 'directory')
      throw new Refusal(
        `${plainName(path)} is a directory, where naar writes a file.`,
        'Name another directory with --out. Nothing was written.',
      );
  }
}

function refuseForeign(directory: string, names: readonly string[]): void {
  const foreign = names.filter((name) => !isUnfinished(name)).map(plainName);
  if (foreign.length === 0) return;
  const shown = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ` and ${foreign.length - 3} more` : '');
  throw new Refusal(
    `${plainName(directory)} holds files that are not naar's (${shown}).`,
    'Name a new directory, or say --force to write beside them.',
  );
}

/** naar signs its files, but not a secret: that one must be the same. */
async function refuseChanged(system: System, { path, text }: Write): Promise<void> {
  const kind = await system.kindOf(path);
  if (kind === null) return;
  const same = kind === 'file' && (await holds(system, path, text));
  const signed = kind === 'file' && typeof text === 'string' && isSealed((await system.readText(path)) ?? '');
  if (same || signed) return;
  const wrong =
    typeof text === 'string'
      ? "was changed since naar wrote it, or is not naar's"
      : 'holds another secret than the answers now name';
  throw new Refusal(`${plainName(path)} ${wrong}.`, 'Name a new directory, or say --force to replace it.');
}

async function holds(system: System, path: string, text: string | Secret): Promise<boolean> {
  const found = (await system.readText(path)) ?? '';
  return typeof text === 'string' ? found === text : text.equals(found) || text.equals(found.replace(/\r?\n$/, ''));
}

/** What `secretFiles` writes, also for answers that named other secrets before. */
function isSecretName(name: string): boolean {
  return /^(pppoe-password|pppoe\.options|admin-password-hash|dhcp-option-\d{1,3})$/.test(name);
}
