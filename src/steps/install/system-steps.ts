import { join } from 'node:path';
import type { RenderedFile } from '../../render/render-files.ts';
import { seal } from '../../render/seal.ts';
import type { SecretFile } from '../secret-files.ts';
import type { Action, Step } from '../steps.ts';
import type { Target } from './target.ts';

/** What is put on the target, and how NixOS gets there. */
export type Payload = {
  readonly files: readonly RenderedFile[];
  readonly secrets: readonly SecretFile[];
  readonly release: string;
  /** SSH host keys of an earlier router on this disk that shall live on: names below /etc/ssh. */
  readonly hostKeys: readonly {
    readonly name: string;
    readonly text: SecretFile['value'] | string;
    readonly mode: number;
  }[];
};

/** From an empty mounted disk to an installed system. */
export function systemSteps(target: Target, payload: Payload): readonly Step[] {
  return [hardware(target), files(target, payload), secrets(target, payload), install(target)];
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

function files({ root }: Target, { files: rendered, hostKeys }: Payload): Step {
  const etc = join(root, 'etc/nixos');
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
      ...(hostKeys.length === 0 ? [] : [{ kind: 'directory', path: join(root, 'etc/ssh'), mode: 0o755 } as const]),
      ...hostKeys.map(
        ({ name, text, mode }): Action => ({ kind: 'write', path: join(root, 'etc/ssh', name), text, mode }),
      ),
    ],
  };
}

function secrets({ root }: Target, { secrets: values }: Payload): Step {
  const place = join(root, 'etc/naar/secrets');
  return {
    id: 'secrets',
    title: 'Write the passwords, for root only',
    actions: [
      { kind: 'directory', path: join(root, 'etc/naar'), mode: 0o755 },
      { kind: 'directory', path: place, mode: 0o700 },
      ...values.map(
        ({ name, value }): Action => ({ kind: 'write', path: join(place, name), text: value, mode: 0o600 }),
      ),
    ],
  };
}

/** `--no-root-passwd`: root stays locked, and nixos-install would ask at the terminal (nixos-install.sh). */
function install({ root }: Target): Step {
  return {
    id: 'install',
    title: 'Install NixOS (the long part)',
    actions: [
      {
        kind: 'command',
        command: 'nixos-install',
        args: ['--root', root, '--no-root-passwd'],
        follow: true,
        timeout: 3 * 3600_000,
        failure: 'nixos-install failed.',
        next: 'If the Internet went away, bring it back; then start naar again: what was downloaded is kept.',
      },
    ],
  };
}
