import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealOf } from '../../src/render/seal.ts';
import { password } from './guest/password.ts';
import { projectRoot } from './image.ts';
import { type Job, program, text } from './pack-job.ts';
import type { RouterSource } from './scenario.ts';

const someKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ admin@laptop';

/** The post's router, with the lab's key and other text in place of some. A name of its own tells the systems apart. */
export function postRouter(
  publicKey: string,
  hostName: string,
  instead: Readonly<Record<string, string>> = {},
): RouterSource {
  return {
    answers: 'edpnet',
    machine: 'apu2',
    secrets: { 'pppoe-password': `${password}\n` },
    instead: { [someKey]: publicKey, 'hostName: router': `hostName: ${hostName}`, ...instead },
  };
}

/**
 * What makes the router of a scenario one that NixOS was installed on by naar, and that can be changed: its files as an
 * installation leaves them, and stand-ins for what only NixOS has. They take systems that were made beforehand, by host name.
 */
export function runningRouter(scenario: string): Job {
  return {
    'root/etc/os-release': nixos,
    'root/nix/var/nix/profiles/per-user/root/channels/nixos/.version': text('26.05'),
    'root/etc/nixos/hardware-configuration.nix': text('{ ... }:\n{\n}\n'),
    ...written(scenario),
    ...standIns(),
  };
}

/** /etc/os-release of NixOS. */
export const nixos = text('ID=nixos\nVERSION_ID="26.05"\n');

/** A file of a router as naar rendered it. */
export function renderedFile(router: string, name: string): string {
  return readFileSync(join(projectRoot, '.lab', 'routers', router, 'out', name), 'utf8');
}

function written(router: string): Job {
  const names = ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'local.nix'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const content = renderedFile(router, name);
      const seal = sealOf(content);
      return [
        [`root/etc/nixos/${name}`, text(content)],
        ...(seal === null ? [] : [[`root/var/lib/naar/written/${seal}`, text(content)]]),
      ] as [string, ReturnType<typeof text>][];
    }),
  );
}

/** /lab/at-start and the programs beside it. */
function standIns(): Job {
  const folder = join(import.meta.dirname, 'scenarios', 'lifeline', 'stand-ins');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`root/lab/stand-ins/${name}`, program(readFileSync(join(folder, name)))]),
  );
}
