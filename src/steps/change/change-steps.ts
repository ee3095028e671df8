import { join } from 'node:path';
import type { RenderedFile } from '../../render/render-files.ts';
import { seal } from '../../render/seal.ts';
import type { SecretFile } from '../secret-files.ts';
import type { Action, CommandAction, Step } from '../steps.ts';
import { lifeline, places } from './places.ts';
import { putBackScript } from './put-back.ts';

/** One change of a running router. */
export type Change = {
  readonly files: readonly RenderedFile[];
  /** Secrets that are new or other than before. */
  readonly secrets: readonly SecretFile[];
  /** The system that runs now: `/nix/store/…-nixos-system-…`. */
  readonly oldSystem: string;
  /** Seconds until the change is taken back unless it is confirmed. */
  readonly confirmWithin: number;
  /** The PPPoE session must be dialled anew though its unit stays the same. */
  readonly redial: boolean;
};

/** The system of the new configuration, once it is built. */
export const newSystem = join(places.build, 'result');

/** Building touches nothing of the router: what cannot be built leaves everything as it was. */
export function buildSteps({ files }: Pick<Change, 'files'>): readonly Step[] {
  return [
    {
      id: 'build',
      title: 'Build the new configuration beside the running one',
      actions: [
        { kind: 'directory', path: places.state, mode: 0o700 },
        { kind: 'directory', path: places.build, mode: 0o700 },
        ...files.map((file): Action => written(places.build, file)),
        run(
          'cp',
          ['-p', join(places.etc, 'hardware-configuration.nix'), places.build],
          'The hardware configuration could not be copied.',
        ),
        // the person's own file is theirs, whatever the answers say
        { ...run('cp', ['-p', join(places.etc, 'local.nix'), places.build], ''), allowed: [1] },
        {
          ...run(
            'nix-build',
            [
              '<nixpkgs/nixos>',
              '-A',
              'system',
              '-I',
              `nixos-config=${join(places.build, 'configuration.nix')}`,
              '--out-link',
              newSystem,
            ],
            'The new configuration cannot be built, so nothing was changed.',
          ),
          follow: true,
          timeout: 3 * 3600_000,
          next: 'If the Internet is down, naar tries the new line first; else the lines above say what is wrong.',
        },
      ],
    },
  ];
}

/**
 * From the built configuration to a router that runs it on trial. The lifeline is armed before
 * the first file is changed, so that from there on anything that goes wrong ends by itself.
 */
export function trialSteps(change: Change): readonly Step[] {
  return [save(change), arm(change), write(change), activate(change)];
}

function save({ oldSystem, redial }: Change): Step {
  const fresh = `${places.pending}.new`;
  return {
    id: 'save',
    title: 'Save the router as it is',
    actions: [
      run('rm', ['-rf', fresh], 'An earlier attempt could not be removed.'),
      { kind: 'directory', path: fresh, mode: 0o700 },
      run('cp', ['-a', places.etc, join(fresh, 'nixos')], 'The files of the router could not be saved.'),
      { kind: 'directory', path: places.secrets, mode: 0o700 },
      run('cp', ['-a', places.secrets, join(fresh, 'secrets')], 'The secrets could not be saved.'),
      { kind: 'write', path: join(fresh, 'put-back.sh'), text: putBackScript(), mode: 0o700 },
      ...(redial ? [{ kind: 'write', path: join(fresh, 'secrets-changed'), text: '', mode: 0o600 } as const] : []),
      // last of all: with this file the change counts as waiting
      { kind: 'write', path: join(fresh, 'system'), text: `${oldSystem}\n`, mode: 0o600 },
      run('mv', ['-T', fresh, places.pending], 'A change waits already.'),
    ],
  };
}

function arm({ confirmWithin }: Change): Step {
  return {
    id: 'arm',
    title: `Arm the lifeline: in ${confirmWithin} s the router comes back as it was`,
    actions: [
      { kind: 'directory', path: '/run/naar', mode: 0o700 },
      { kind: 'write', path: places.armed, text: '', mode: 0o600 },
      run(
        'systemd-run',
        [
          `--unit=${lifeline}`,
          '--quiet',
          `--on-active=${confirmWithin}`,
          '--timer-property=AccuracySec=1s',
          '/bin/sh',
          join(places.pending, 'put-back.sh'),
        ],
        'The lifeline could not be armed, so nothing was changed.',
      ),
    ],
  };
}

function write({ files, secrets }: Change): Step {
  return {
    id: 'write',
    title: 'Write the new files',
    actions: [
      ...files.filter(({ write: when }) => when === 'always').map((file): Action => written(places.etc, file)),
      ...secrets.map(
        ({ name, value }): Action => ({ kind: 'write', path: join(places.secrets, name), text: value, mode: 0o600 }),
      ),
    ],
  };
}

/** Apart from this terminal: a connection that the change cuts must not stop it half way. */
function activate({ redial }: Change): Step {
  return {
    id: 'activate',
    title: 'Switch to it on trial',
    actions: [
      {
        ...run(
          'systemd-run',
          [
            '--unit=naar-activate',
            '--collect',
            '--quiet',
            '--wait',
            '--pipe',
            join(newSystem, 'bin/switch-to-configuration'),
            'test',
          ],
          'The switch to the new configuration failed.',
        ),
        follow: true,
        timeout: 300_000,
        next: 'The earlier router comes back by itself; "naar rollback" does it at once.',
      },
      ...(redial
        ? [run('systemctl', ['try-restart', 'pppd-wan.service'], 'The line could not be dialled again.')]
        : []),
    ],
  };
}

function written(directory: string, { name, text, mode, write: when }: RenderedFile): Action {
  return { kind: 'write', path: join(directory, name), text: when === 'always' ? seal(text) : text, mode };
}

function run(command: string, args: readonly string[], failure: string): CommandAction {
  return { kind: 'command', command, args, failure, next: 'Nothing of the running router was changed.' };
}
