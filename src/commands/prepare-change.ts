import type { Facts } from '../facts/facts.ts';
import type { Answers } from '../interview/answers.ts';
import { checkAnswers } from '../interview/check.ts';
import { secretPath, secretsOf } from '../interview/secrets.ts';
import { planRouter } from '../plan/plan-router.ts';
import type { RouterPlan } from '../plan/router-plan.ts';
import { renderFiles } from '../render/render-files.ts';
import { isSealed, seal } from '../render/seal.ts';
import { channelOf, channelVersion } from '../steps/change/build-steps.ts';
import type { Change, ChangedFile } from '../steps/change/change-steps.ts';
import { deviceChanges, noDeviceChanges } from '../steps/change/device-changes.ts';
import { type EditChoice, type HandEdit, handEdits, merged, writtenText } from '../steps/change/hand-edits.ts';
import { places } from '../steps/change/places.ts';
import { secretUnits } from '../steps/change/secret-units.ts';
import { movedToLocal } from '../steps/change/to-local.ts';
import type { SecretFile } from '../steps/secret-files.ts';
import { Refusal } from '../steps/steps.ts';
import { Secret } from '../system/secret.ts';
import type { System } from '../system/system.ts';
import { changeWords } from '../ui/review/change-words.ts';
import { secretsFor } from './headless.ts';
import { programHere } from './program.ts';

/** The router as naar made it last; `plan` is null where its answers cannot be read any more. */
export type RouterBefore = { readonly facts: Facts; readonly plan: RouterPlan | null };

/** A change that is thought through and not built yet. */
export type PreparedChange = Pick<
  Change,
  'files' | 'written' | 'program' | 'secrets' | 'restart' | 'devices' | 'channel'
> & {
  /** null for an earlier set whose answers cannot be read any more. */
  readonly plan: RouterPlan | null;
  readonly words: readonly string[];
};

/** What the router was, for telling what changes: its answers as naar wrote them, also where they were changed by hand since. */
export async function routerBefore(system: System, facts: Facts): Promise<RouterBefore> {
  const path = `${places.etc}/answers.yaml`;
  const text = (await system.readText(path)) ?? '';
  const written = isSealed(text) ? text : ((await writtenText(system, 'answers.yaml', text)) ?? text);
  const { answers } = checkAnswers(written, facts, { where: 'check' });
  return { facts, plan: answers === null ? null : planRouter(facts, answers) };
}

/** The files of a plan as they lie in /etc/nixos; local.nix only where there is none. */
export async function filesOf(system: System, plan: RouterPlan): Promise<readonly ChangedFile[]> {
  const present = await system.list(places.etc);
  return renderFiles(plan)
    .filter(({ name, write }) => write === 'always' || !present.includes(name))
    .map(({ name, text, mode, write }) => ({ name, text: write === 'always' ? seal(text) : text, mode }));
}

/** Lines that a person wrote into naar's files on this router. */
export async function editsHere(system: System, before: RouterBefore): Promise<readonly HandEdit[]> {
  return handEdits(system, before.plan === null ? [] : await filesOf(system, before.plan));
}

/**
 * From complete answers to a change of this router; nothing is written yet. `choice` says what becomes
 * of lines written by hand; without one they are shown and the change is refused. `values` are the
 * secrets that were read or typed. Throws Refusal and StepFailure.
 */
export async function prepareChange(
  system: System,
  before: RouterBefore,
  answers: Answers,
  values: ReadonlyMap<string, Secret>,
  choice: EditChoice | null,
): Promise<PreparedChange> {
  const plan = planRouter(before.facts, answers);
  refuseOlder(before.facts.os.release, plan.identity.release);
  const fresh = await filesOf(system, plan);
  const edits = await editsHere(system, before);
  if (edits.length > 0 && choice === null) throw unchosen(edits);
  const files = edits.length === 0 ? fresh : await withEdits(system, fresh, edits, choice ?? 'keep');
  const known = new Map([...(await storedLogin(system, answers)), ...values]);
  const secrets = await newSecrets(system, await secretsFor(system, answers, known, '/etc/naar'));
  const names = secrets.map(({ name }) => name);
  const version = (await system.readText(channelVersion))?.trim() ?? before.facts.os.release;
  const devices =
    before.plan === null
      ? { there: noDeviceChanges, back: noDeviceChanges }
      : { there: deviceChanges(before.plan, plan), back: deviceChanges(plan, before.plan) };
  const hidden = plan.wan.line.kind === 'pppoe' && devices.there.addresses.some(({ jack }) => jack === plan.wan.jack);
  return {
    plan,
    files,
    program: await ownProgram(system),
    written: fresh.map(({ text }) => text).filter(isSealed),
    secrets,
    // a session is bound to the address that it was dialled from
    restart: [...new Set([...secretUnits(plan, names), ...(hidden ? ['pppd-wan.service'] : [])])],
    devices,
    channel: version === plan.identity.release ? null : channelOf(plan.identity.release),
    words:
      before.plan === null
        ? ['The answers that were here cannot be read: all is written anew.']
        : changeWords(before.plan, plan, names),
  };
}

/** This naar, where the router has another one: the one that changes a router is the one that its command runs. */
export async function ownProgram(system: System): Promise<string | null> {
  const program = programHere();
  return program === null || (await system.sameFile(program, places.program)) ? null : program;
}

/** A set of files may be newer than the system below it, not older: services do not read the data of newer ones. */
function refuseOlder(running: string | null, wanted: string): void {
  if (running === null || running <= wanted) return;
  throw new Refusal(
    `The router runs NixOS ${running}, and the answers say ${wanted}: an older release cannot take over the data of a newer one.`,
    `Put system.release: "${running}" into the answers. A router from before an upgrade comes back by: naar rollback`,
  );
}

function unchosen(edits: readonly HandEdit[]): Refusal {
  const shown = edits.flatMap(({ name, diff }) =>
    diff.length === 0 ? [`(${name}: what naar wrote is not known any more)`] : [`--- ${name}`, ...diff.slice(0, 40)],
  );
  const names = edits.map(({ name }) => name).join(' and ');
  return new Refusal(
    `${names} ${edits.length === 1 ? 'was' : 'were'} changed by hand since naar wrote ${edits.length === 1 ? 'it' : 'them'}:\n${shown.join('\n')}`,
    [
      'Say what shall become of your lines; whatever you say, the files as they are now are kept:',
      '  --edited merge      both: your lines in the new file',
      '  --edited local      your lines move to local.nix, which naar never touches',
      '  --edited keep       your file stays as it is; the rest changes',
      '  --edited overwrite  the new file replaces yours',
    ].join('\n'),
  );
}

async function withEdits(
  system: System,
  fresh: readonly ChangedFile[],
  edits: readonly HandEdit[],
  choice: EditChoice,
): Promise<readonly ChangedFile[]> {
  const files = new Map<string, ChangedFile>(fresh.map((file) => [file.name, file]));
  for (const edit of edits) {
    const file = files.get(edit.name)!;
    // a script has no local.nix to go to
    const way = choice === 'local' && edit.name !== 'configuration.nix' ? 'keep' : choice;
    if (way === 'merge') files.set(edit.name, { ...file, text: await merged(system, edit, file.text) });
    if (way === 'keep') files.set(edit.name, { ...file, text: edit.edited });
    if (way !== 'local') continue;
    const local = (await system.readText(`${places.etc}/local.nix`)) ?? files.get('local.nix')?.text ?? '';
    files.set('local.nix', { name: 'local.nix', text: movedToLocal(edit, file.text, local), mode: 0o644 });
  }
  return [...files.values()];
}

/** The password that the new line is dialled with, typed, read or stored; null where there is none to be had. */
export async function linePassword(
  system: System,
  answers: Answers,
  values: ReadonlyMap<string, Secret>,
): Promise<Secret | null> {
  return values.get('pppoe-password') ?? (await storedLogin(system, answers)).get('pppoe-password') ?? null;
}

/** The stored password of the line: the options file is made of it and of the user name, which may be another one now. */
async function storedLogin(system: System, answers: Answers): Promise<ReadonlyMap<string, Secret>> {
  const id = 'pppoe-password';
  const stored = secretsOf(answers).some(
    (secret) => secret.id === id && 'path' in secret.source && secret.source.path === secretPath(id),
  );
  const value = stored ? await system.readText(secretPath(id)) : null;
  return new Map(value === null ? [] : [[id, new Secret(value.replace(/\r?\n$/, ''))]]);
}

/** Those that are not on the router yet, or other than there. */
export async function newSecrets(system: System, secrets: readonly SecretFile[]): Promise<readonly SecretFile[]> {
  const fresh: SecretFile[] = [];
  for (const secret of secrets) {
    const stored = await system.readText(secretPath(secret.name)).catch(() => null);
    if (stored === null || !(secret.value.equals(stored) || secret.value.equals(stored.replace(/\r?\n$/, ''))))
      fresh.push(secret);
  }
  return fresh;
}
