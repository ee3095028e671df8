import { join } from 'node:path';
import type { RenderedFile } from '../../render/render-files.ts';
import { seal, sealOf } from '../../render/seal.ts';
import type { Secret } from '../../system/secret.ts';
import { places } from '../change/places.ts';
import { unpackOwn } from '../own-files.ts';
import type { SecretFile } from '../secret-files.ts';
import type { Action, CommandAction, Step } from '../steps.ts';
import { installTrouble } from './install-trouble.ts';
import { targetStage } from './staged.ts';
import type { Target } from './target.ts';

/** What is put on the target, and how NixOS gets there. */
export type Payload = {
  /** The answers as they were given: kept on the target until it is complete. */
  readonly answers: string;
  readonly files: readonly RenderedFile[];
  readonly secrets: readonly SecretFile[];
  /** Release that the files are for: `26.05`. */
  readonly release: string;
  /** The one file that naar runs from; null where there is none to keep. */
  readonly program: string | null;
  /** SSH host keys of an earlier router that shall live on: names below /etc/ssh. */
  readonly hostKeys: readonly SecretFile[];
  /** The person's own files of an earlier router, as `packOwn` gives them; null where there are none. */
  readonly own: Secret | null;
};

/** From an empty mounted disk to an installed system. */
export function systemSteps(target: Target, payload: Payload): readonly Step[] {
  return [secrets(target, payload), hardware(target), files(target, payload), install(target)];
}

/** First of all: whoever goes on after a power cut finds here what they need, and need not type a password again. */
function secrets({ root }: Target, { answers, secrets: values, hostKeys, own }: Payload): Step {
  const place = join(root, 'etc/naar/secrets');
  const begun = targetStage(root);
  return {
    id: 'secrets',
    title: 'Write the passwords, for root only, and notes to go on from',
    actions: [
      { kind: 'directory', path: join(root, 'etc/naar'), mode: 0o755 },
      { kind: 'directory', path: place, mode: 0o700 },
      ...values.map(
        ({ name, value }): Action => ({ kind: 'write', path: join(place, name), text: value, mode: 0o600 }),
      ),
      ...(hostKeys.length === 0 ? [] : [{ kind: 'directory', path: join(root, 'etc/ssh'), mode: 0o755 } as const]),
      ...hostKeys.map(
        ({ name, value }): Action => ({
          kind: 'write',
          path: join(root, 'etc/ssh', name),
          text: value,
          mode: name.endsWith('.pub') ? 0o644 : 0o600,
        }),
      ),
      { kind: 'directory', path: begun.directory, mode: 0o700 },
      ...(own === null ? [] : [{ kind: 'write', path: begun.own, text: own, mode: 0o600 } as const]),
      { kind: 'write', path: begun.answers, text: answers, mode: 0o600 },
    ],
  };
}

function hardware({ root }: Target): Step {
  return {
    id: 'hardware',
    title: 'Write down the hardware',
    actions: [
      {
        kind: 'command',
        command: 'nixos-generate-config',
        args: ['--root', root],
        timeout: 120_000,
        failure: 'nixos-generate-config failed.',
        next: 'Its words are above. Start naar again to go on from here.',
      },
    ],
  };
}

function files({ root }: Target, { files: rendered, own, program }: Payload): Step {
  const etc = join(root, 'etc/nixos');
  const sealed = rendered.filter(({ write }) => write === 'always').map(({ text }) => seal(text));
  return {
    id: 'files',
    title: 'Write the configuration',
    actions: [
      { kind: 'directory', path: etc, mode: 0o755 },
      ...rendered.map(
        ({ name, text, mode, write }): Action => ({
          kind: 'write',
          path: join(etc, name),
          text: write === 'always' ? seal(text) : text,
          mode,
        }),
      ),
      ...(own === null ? [] : [unpackOwn(own, etc)]),
      { kind: 'directory', path: join(root, places.state), mode: 0o700 },
      // what naar wrote: lines that a person adds later are told from it
      { kind: 'directory', path: join(root, places.written), mode: 0o700 },
      ...sealed.map(
        (text): Action => ({
          kind: 'write',
          path: join(root, places.written, sealOf(text) ?? ''),
          text,
          mode: 0o600,
        }),
      ),
      ...(program === null ? [] : [keepProgram(program, root)]),
    ],
  };
}

function keepProgram(program: string, root: string): CommandAction {
  return {
    kind: 'command',
    command: 'cp',
    args: ['-L', program, join(root, places.program)],
    failure: 'naar itself could not be copied to the router.',
    next: 'Start naar again to go on from here.',
  };
}

/**
 * `--no-root-passwd`: root stays locked, and nixos-install would ask at the terminal (nixos-install.sh
 * of 25.11 to 26.11). It is safe to run again, and what it has downloaded it does not download again.
 */
function install({ root }: Target): Step {
  return {
    id: 'install',
    title: 'Install NixOS (the long part)',
    actions: [
      withoutRests(root),
      wholeStore(root),
      {
        kind: 'command',
        command: 'nixos-install',
        args: ['--root', root, '--no-root-passwd'],
        follow: true,
        timeout: 6 * 3600_000,
        failure: 'nixos-install failed.',
        next: 'Its last words are above. Start naar again to go on from here: what was downloaded is kept.',
        noise: /^(copying path |building '\/nix\/store\/|\s*\/nix\/store\/\S+$)/,
        trouble: installTrouble,
      },
      onDisk(root),
    ],
  };
}

/** A nixos-install that was killed leaves its directory for temporary files at the root of the target (nixos-install.sh). */
function withoutRests(root: string): CommandAction {
  const rests = ['-mindepth', '1', '-maxdepth', '1', '-type', 'd', '-name', 'tmp.??????????'];
  return {
    kind: 'command',
    command: 'find',
    args: [root, ...rests, '-exec', 'rm', '-r', '-f', '{}', '+'],
    timeout: 600_000,
    failure: `What an earlier nixos-install left in ${root} could not be taken away.`,
    next: 'Look at the disk with dmesg; if it is sound, start naar again: it goes on from here.',
  };
}

/**
 * A disk that did not keep its word at a power cut (SD cards and cheap SSDs do that) leaves files of the store broken, and
 * nixos-install takes for whole what Nix calls valid. Where nothing was installed yet there is nothing to read.
 */
function wholeStore(root: string): CommandAction {
  const look = 'nix-store --store "$0" --verify --check-contents';
  const empty = '{ echo "The store is not whole: it is emptied and fetched anew."; rm -r -f "$0/nix"; }';
  return {
    kind: 'command',
    command: 'sh',
    args: ['-c', `${look} || ${empty}`, root],
    follow: true,
    timeout: 3600_000,
    failure: `The broken store below ${root}/nix could not be taken away.`,
    next: 'Look at the disk with dmesg; if it is sound, start naar again: it goes on from here.',
    trouble: installTrouble,
  };
}

/** A journal that says "done" must not be on the disk before what it speaks of. */
function onDisk(root: string): CommandAction {
  return {
    kind: 'command',
    command: 'sync',
    args: ['--file-system', root],
    timeout: 600_000,
    failure: `What was installed could not be brought onto the disk below ${root}.`,
    next: 'Look at the disk with dmesg; if it is sound, start naar again: it goes on from here.',
  };
}
