import { join } from 'node:path';
import type { Action, CommandAction, Step } from '../steps.ts';
import type { ChangedFile } from './change-steps.ts';
import { places } from './places.ts';

/** The system of the new configuration, once it is built: a link, and a root for the garbage collector. */
export const builtSystem = join(places.build, 'result');

/** Where the router's channel lies: what `<nixpkgs>` is. */
export const channelVersion = '/nix/var/nix/profiles/per-user/root/channels/nixos/.version';

/** The channel of a release. */
export function channelOf(release: string): string {
  return `https://channels.nixos.org/nixos-${release}`;
}

/**
 * Builds beside the running router and touches nothing of it: what cannot be built leaves everything
 * as it was. `channel` is the address of another release; null is the router's own. `offline`: nothing is looked
 * for on the Internet, which Nix does not do by itself where its cache does not answer (misc.cc, issue 13792).
 */
export function buildSteps(
  files: readonly ChangedFile[],
  channel: string | null,
  offline: boolean = false,
): readonly Step[] {
  return [
    {
      id: 'build',
      title: offline
        ? 'Build it from what the router has already'
        : 'Build the new configuration beside the running one',
      actions: [
        { kind: 'directory', path: places.state, mode: 0o700 },
        command('rm', ['-rf', places.build], 'An earlier attempt could not be removed.'),
        { kind: 'directory', path: places.build, mode: 0o700 },
        // all of the person's own files: local.nix may import others
        command('cp', ['-a', `${places.etc}/.`, places.build], 'The files of the router could not be copied.'),
        ...files.map(({ name, text, mode }): Action => ({ kind: 'write', path: join(places.build, name), text, mode })),
        build(channel, offline),
      ],
    },
  ];
}

function build(channel: string | null, offline: boolean): CommandAction {
  const words = [
    '<nixpkgs/nixos>',
    '-A',
    'system',
    ...(channel === null ? [] : ['-I', `nixpkgs=${channel}/nixexprs.tar.xz`]),
    '-I',
    `nixos-config=${join(places.build, 'configuration.nix')}`,
    '--out-link',
    builtSystem,
    ...(offline ? ['--option', 'substitute', 'false'] : []),
  ];
  const own = join(places.etc, 'local.nix');
  return {
    // a release that cannot be fetched is passed over for the next in NIX_PATH (eval.cc), which is the old one
    ...(channel === null
      ? command('nix-build', words, notBuilt)
      : command('env', ['NIX_PATH=', 'nix-build', ...words], notBuilt)),
    follow: true,
    timeout: 3 * 3600_000,
    next: `The lines above say why. If they name ${own} or a line of yours, mend that; if the Internet is down, see: naar doctor`,
  };
}

const notBuilt = 'The new configuration cannot be built, so nothing was changed.';

function command(name: string, args: readonly string[], failure: string): CommandAction {
  return { kind: 'command', command: name, args, failure, next: 'Nothing of the running router was changed.' };
}
