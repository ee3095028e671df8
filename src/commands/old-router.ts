import type { Answers } from '../interview/answers.ts';
import { type StoredSecret, secretPath, secretsOf } from '../interview/secrets.ts';
import type { Earlier } from '../steps/install/begun.ts';
import { type Staged, stage } from '../steps/install/staged.ts';
import { secretFiles } from '../steps/secret-files.ts';
import { Refusal } from '../steps/steps.ts';
import type { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';

/** An earlier router, as far as it can live on; `from` is the disk or the backup that it was found on. */
export type OldRouter = NonNullable<Earlier['router']> & { readonly from: string };

/**
 * What goes to the new router beside its answers: `values` are the secrets that were typed or read, the rest
 * comes from an earlier router. Refuses where the answers speak of a stored secret that nobody has.
 */
export async function carriedOver(
  system: System,
  answers: Answers,
  values: ReadonlyMap<string, Secret>,
  old: Omit<OldRouter, 'answers' | 'from' | 'lost'> | null,
): Promise<Omit<Staged, 'answers'>> {
  const user = answers.wan.type === 'pppoe' ? answers.wan.pppoe.username : null;
  const wanted = secretsOf(answers);
  const kept = new Map((old?.secrets ?? []).map(({ name, value }) => [name, value]));
  // the stored login is a hash already, and goes as it is; the line's password makes its options anew
  const line = kept.get('pppoe-password');
  const known = new Map([...(line === undefined ? [] : [['pppoe-password', line] as const]), ...values]);
  const made = await secretFiles(system, wanted, known, user, stage.secrets);
  const carried = wanted.flatMap(({ id }) => {
    const value = made.some(({ name }) => name === id) ? undefined : kept.get(id);
    return value === undefined ? [] : [{ name: id, value }];
  });
  const secrets = [...made, ...carried];
  const lost = wanted.find((secret) => isStored(secret) && secrets.every(({ name }) => name !== secret.id));
  if (lost !== undefined) throw missing(lost);
  return { secrets, hostKeys: old?.hostKeys ?? [], own: old?.own ?? null };
}

/** Said to lie where naar keeps it on a router. */
function isStored({ id, source }: StoredSecret): boolean {
  return 'path' in source && source.path === secretPath(id);
}

function missing({ id }: StoredSecret): Refusal {
  return new Refusal(
    `The answers say that ${secretPath(id)} is there already, but that is on the earlier router, and nothing of it is here.`,
    'Type it anew in the wizard, or name it in the answers as { file: PATH }.',
  );
}
