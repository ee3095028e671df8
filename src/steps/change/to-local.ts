import { Refusal } from '../steps.ts';
import type { HandEdit } from './hand-edits.ts';
import { nixStatements, type Statement } from './nix-statements.ts';

/**
 * local.nix with the lines that a person wrote into configuration.nix, so that this file can be
 * naar's again. Where `fresh`, naar's new text, sets the same option, the person's is put in front
 * of it (lib.mkForce). Refuses what local.nix cannot say: an option that was taken out.
 */
export function movedToLocal({ edited, base }: HandEdit, fresh: string, local: string): string {
  if (base === null)
    throw no(
      'What naar wrote before configuration.nix was changed is not known any more, so your lines cannot be told from its own.',
    );
  const [theirs, ours, next] = [edited, base, fresh].map(nixStatements);
  if (!theirs || !ours || !next) throw no('configuration.nix was changed in a way that naar cannot take apart.');
  const removed = ours.filter(({ path }) => !theirs.some((one) => one.path === path));
  if (removed[0] !== undefined)
    throw no(
      `You took ${removed.map(({ path }) => path).join(', ')} out of configuration.nix, and local.nix can only add.`,
    );
  const added = theirs.filter((one) => !ours.some((other) => other.path === one.path && other.value === one.value));
  return withStatements(
    local,
    added.map((one) => lineOf(one, ours, next)),
  );
}

function lineOf({ path, value }: Statement, ours: readonly Statement[], next: readonly Statement[]): string {
  if (path === 'imports') {
    const items = (text: string) =>
      text
        .replace(/^\[|\]$/g, '')
        .split(/\s+/)
        .filter((item) => item !== '');
    const own = items(ours.find((one) => one.path === path)?.value ?? '');
    return `imports = [ ${items(value)
      .filter((item) => !own.includes(item))
      .join(' ')} ];`;
  }
  return next.some((one) => one.path === path) ? `${path} = lib.mkForce (${value});` : `${path} = ${value};`;
}

function withStatements(local: string, lines: readonly string[]): string {
  const end = /\}\s*$/.exec(local);
  const head = /\{([^{}]*)\}:/.exec(local);
  const words = `Put these lines into local.nix yourself, then say --edited overwrite:\n${lines.join('\n')}`;
  if (end === null || head === null || nixStatements(local) === null)
    throw new Refusal('local.nix is written in a way that naar does not add to.', words);
  const names = head[1]!
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== '...');
  const args = [...new Set([...names, 'lib', 'pkgs'])];
  const block = ['  # Moved here from configuration.nix.', ...lines.map((line) => `  ${line}`)].join('\n');
  const body = `${local.slice(0, end.index).replace(/\s*$/, '\n')}\n${block}\n}\n`;
  return body.replace(head[0], `{ ${args.join(', ')}, ... }:`);
}

function no(words: string): Refusal {
  return new Refusal(words, 'Choose another way: --edited merge, keep or overwrite.');
}
