import { join } from 'node:path';
import { sealOf } from '../../render/seal.ts';
import type { SecretFile } from '../secret-files.ts';
import type { Action, CommandAction, Step } from '../steps.ts';
import { activateScript, noticeScript } from './activate-script.ts';
import type { DeviceChanges } from './device-changes.ts';
import { lifeline, places, type routerFiles } from './places.ts';
import { settleScript } from './settle-script.ts';

/** A file of /etc/nixos just as it shall lie there. */
export type ChangedFile = {
  readonly name: (typeof routerFiles)[number];
  readonly text: string;
  readonly mode: number;
};

/** One change of a running router: what shall be there afterwards, and how it gets there and back. */
export type Change = {
  readonly files: readonly ChangedFile[];
  /** What naar itself wrote for it, sealed: lines that a person adds later are told from it. */
  readonly written: readonly string[];
  /** Secrets that are new or other than before. */
  readonly secrets: readonly SecretFile[];
  /** The system that runs now: `/nix/store/...-nixos-system-...`. */
  readonly oldSystem: string;
  /** The one that shall run. */
  readonly newSystem: string;
  /** Seconds until the change is taken back unless it is confirmed. */
  readonly confirmWithin: number;
  /** Services that must read a changed secret though their units stay the same. */
  readonly restart: readonly string[];
  readonly devices: { readonly there: DeviceChanges; readonly back: DeviceChanges };
  /** Address of the channel that the router follows once the change is confirmed; null: as before. */
  readonly channel: string | null;
  /** The one file that naar runs from, where the router shall keep another one than it has. */
  readonly program: string | null;
  /** What changes, in one line: for the list of earlier sets. */
  readonly words: string;
};

/**
 * From a built system to a router that runs it on trial. The lifeline is armed before
 * the first file is changed, so that from there on anything that goes wrong ends by itself.
 */
export function trialSteps(change: Change): readonly Step[] {
  return [save(change), arm(change), write(change), activate()];
}

/** For a change that is no other system (a remark in the answers): the files are replaced and the earlier ones kept. */
export function fileSteps(change: Change, name: string): readonly Step[] {
  const kept = join(places.history, name);
  return [
    {
      id: 'save',
      title: 'Keep the earlier files',
      actions: [
        { kind: 'directory', path: places.history, mode: 0o700 },
        { kind: 'directory', path: kept, mode: 0o700 },
        ...copies(kept),
        { kind: 'write', path: join(kept, 'words'), text: `${change.words}\n`, mode: 0o600 },
        { kind: 'write', path: join(kept, 'system'), text: `${change.oldSystem}\n`, mode: 0o600 },
      ],
    },
    write(change),
  ];
}

function save(change: Change): Step {
  const { oldSystem, newSystem, restart, devices, secrets, channel, words } = change;
  const fresh = `${places.pending}.new`;
  const note = (name: string, text: string, mode = 0o600): Action => ({
    kind: 'write',
    path: join(fresh, name),
    text,
    mode,
  });
  return {
    id: 'save',
    title: 'Save the router as it is',
    actions: [
      run('rm', ['-rf', fresh], 'An earlier attempt could not be removed.'),
      { kind: 'directory', path: fresh, mode: 0o700 },
      { kind: 'directory', path: places.secrets, mode: 0o700 },
      ...copies(fresh),
      note('settle.sh', settleScript(devices.back, restart), 0o700),
      note('activate.sh', activateScript(newSystem, devices.there, restart), 0o700),
      note('notice.sh', noticeScript(), 0o700),
      note('new-system', `${newSystem}\n`),
      note('words', `${words}\n`),
      ...(channel === null ? [] : [note('channel', `${channel}\n`)]),
      ...(secrets.some(({ name }) => name === 'admin-password-hash') ? [note('login-changed', '')] : []),
      // with this file the change counts as waiting
      note('system', `${oldSystem}\n`),
      run('sync', [], 'The saved files could not be brought to the disk.'),
      run('mv', ['-T', fresh, places.pending], 'A change waits already.'),
    ],
  };
}

/** The files and secrets as they are, and which there were. */
function copies(to: string): readonly Action[] {
  const copied = (from: string, name: string) =>
    run('cp', ['-a', from, join(to, name)], 'The files of the router could not be saved. Is the disk full?');
  const listed = (name: string) =>
    run(
      'sh',
      ['-c', `ls -A "$1" > "$1.names"`, 'sh', join(to, name)],
      'The files of the router could not be listed. Is the disk full?',
    );
  return [copied(places.etc, 'nixos'), listed('nixos'), copied(places.secrets, 'secrets'), listed('secrets')];
}

function arm({ confirmWithin, oldSystem }: Change): Step {
  const script = (name: string) => ['/bin/sh', join(places.pending, name)];
  return {
    id: 'arm',
    title: `Arm the lifeline: in ${confirmWithin} s the router comes back as it was`,
    actions: [
      run('ln', ['-sfnT', oldSystem, places.keptSystem], 'The earlier system could not be kept from the garbage.'),
      { kind: 'directory', path: '/run/naar', mode: 0o700 },
      { kind: 'write', path: places.armed, text: '', mode: 0o600 },
      // what a run that was cut off may have left
      {
        ...run('systemctl', ['stop', `${lifeline}.timer`, `${lifeline}-notice.service`], ''),
        allowed: [1, 5],
      },
      run(
        'systemd-run',
        [
          `--unit=${lifeline}`,
          '--collect',
          '--quiet',
          `--on-active=${confirmWithin}`,
          '--timer-property=AccuracySec=1s',
          ...script('settle.sh'),
          'timer',
        ],
        'The lifeline could not be armed, so nothing was changed.',
      ),
      {
        ...run(
          'systemd-run',
          [`--unit=${lifeline}-notice`, '--collect', '--quiet', ...script('notice.sh'), String(confirmWithin)],
          '',
        ),
        // only words
        allowed: [1],
      },
    ],
  };
}

function write({ files, written, secrets, program }: Change): Step {
  return {
    id: 'write',
    title: 'Write the new files',
    actions: [
      { kind: 'directory', path: places.written, mode: 0o700 },
      ...written.map(
        (text): Action => ({ kind: 'write', path: join(places.written, sealOf(text) ?? ''), text, mode: 0o600 }),
      ),
      ...(program === null
        ? []
        : [
            run('cp', ['-L', program, `${places.program}.new`], 'naar itself could not be kept on the router.'),
            run('mv', [`${places.program}.new`, places.program], 'naar itself could not be kept on the router.'),
          ]),
      ...files.map(({ name, text, mode }): Action => ({ kind: 'write', path: join(places.etc, name), text, mode })),
      ...secrets.map(
        ({ name, value }): Action => ({ kind: 'write', path: join(places.secrets, name), text: value, mode: 0o600 }),
      ),
    ],
  };
}

/** Apart from this terminal: a connection that the change cuts must not stop it half way. */
function activate(): Step {
  return {
    id: 'activate',
    title: 'Switch to it on trial',
    actions: [
      {
        ...run(
          'systemd-run',
          ['--unit=naar-activate', '--collect', '--quiet', '--wait', '/bin/sh', join(places.pending, 'activate.sh')],
          'The switch to the new configuration failed.',
        ),
        timeout: 900_000,
        next: 'The earlier router comes back by itself; "naar rollback" does it at once.',
      },
    ],
  };
}

function run(command: string, args: readonly string[], failure: string): CommandAction {
  return { kind: 'command', command, args, failure, next: 'Nothing of the running router was changed.' };
}
