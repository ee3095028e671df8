import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../image.ts';
import { installable, installerDisks, installerJob } from '../../installer-job.ts';
import { type Job, program, text } from '../../pack-job.ts';
import type { Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';

const key = makeSshKey();
const router = installable(key.publicLine, 'router');
const forward = 'forwards:\n  - { protocol: tcp, port: 8443, to: 192.168.20.9 }\n';

/**
 * The life of a router from an empty disk on: installed by `naar install` with the real tools on a real disk, started from
 * what lies there, changed, confirmed, restarted, rolled back. What NixOS alone provides has stand-ins; the system that they
 * put on the disk is the one that the lab makes of what naar writes.
 */
export const scenario: Scenario = {
  title: 'Installed on a disk, started from it, changed, confirmed, rolled back',
  limit: 5400,
  boots: 4,
  disks: installerDisks,
  others: { router, changed: installable(key.publicLine, 'changed', forward) },
  files: async () => ({
    'ssh-key': { content: key.privateText, mode: 0o600 },
    ...installerJob(router),
    'answers/changed.yaml': text(rendered('changed', 'answers.yaml')),
    'others/router/configuration.nix': text(rendered('router', 'configuration.nix')),
    'others/changed/configuration.nix': text(rendered('changed', 'configuration.nix')),
    ...standIns(join(import.meta.dirname, 'stand-ins'), ['at-start', 'make-system']),
    ...standIns(join(import.meta.dirname, '..', 'lifeline', 'stand-ins'), [
      'nix-build',
      'nix-env',
      'switch-to-configuration',
    ]),
    // NixOS puts it into the system
    'others/router/root/etc/os-release': text('ID=nixos\nVERSION_ID="26.05"\n'),
    'others/changed/root/etc/os-release': text('ID=nixos\nVERSION_ID="26.05"\n'),
  }),
};

/** A file of a router as naar renders it for the recorded board, which the lab made the system from. */
function rendered(name: string, file: string): string {
  return readFileSync(join(projectRoot, '.lab', 'routers', `install-${name}`, 'out', file), 'utf8');
}

function standIns(folder: string, names: readonly string[]): Job {
  return Object.fromEntries(
    names.map((name) => [`root/lab/stand-ins/${name}`, program(readFileSync(join(folder, name)))]),
  );
}
