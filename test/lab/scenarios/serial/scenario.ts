import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { path } from '../../guest/installer.ts';
import { installable, installerDisks, installerJob } from '../../installer-job.ts';
import { type Job, program, text } from '../../pack-job.ts';
import type { Scenario } from '../../scenario.ts';
import { serialLogin } from '../../serial-login.ts';
import { makeSshKey } from '../../ssh-key.ts';
import { atTheLine } from './at-the-line.ts';

/**
 * The guest plays the NixOS installer, with a disk: its user who may do everything by sudo, a login on the serial line
 * that asks nothing (nixos/modules/profiles/installation-device.nix, services/ttys/getty.nix). Who sits at the other end is
 * on this machine, in `atTheLine`.
 */
export const scenario: Scenario = {
  title: 'The wizard on the serial line, in minicom and others',
  limit: 3600,
  disks: installerDisks,
  files: async () => ({
    ...installerJob(installable(makeSshKey().publicLine, 'router')),
    // sudo looks its host up
    'root/etc/hosts': text('127.0.0.1 localhost\n127.0.1.1 vm\n'),
    users: text('groupadd wheel; useradd --create-home --shell /bin/bash --groups wheel nixos\n'),
    'root/etc/sudoers.d/installer': { content: sudoers, mode: 0o440 },
    'root/usr/local/bin/naar': program('#!/bin/sh\nexec /usr/local/bin/node /lab/job/naar.mjs "$@"\n'),
    ...programs(),
    ...serialLogin('nixos'),
  }),
  atTheLine,
};

/** What can be called at that login besides naar. */
function programs(): Job {
  const folder = join(import.meta.dirname, 'programs');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`root/usr/local/bin/${name}`, program(readFileSync(join(folder, name)))]),
  );
}

/** Programs of the installer come first, which have stand-ins. */
const sudoers = `Defaults secure_path="${path}"
%wheel ALL=(ALL:ALL) NOPASSWD:SETENV: ALL
`;
