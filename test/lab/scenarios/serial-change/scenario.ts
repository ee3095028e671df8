import { type Job, program, text } from '../../pack-job.ts';
import { nixos, postRouter, runningRouter } from '../../running-router.ts';
import type { Scenario } from '../../scenario.ts';
import { serialLogin } from '../../serial-login.ts';
import { makeSshKey } from '../../ssh-key.ts';
import { atTheLine } from './at-the-line.ts';

const key = makeSshKey();

/**
 * A running router with a login on its serial line. Who sits at the other end, on this machine, changes it by the wizard and
 * takes the change back. Nix cannot build in the guest: the systems are made beforehand, as in `lifeline`.
 */
export const scenario: Scenario = {
  title: 'A running router is changed on the serial line: the wizard, its countdown, and the way back',
  limit: 3600,
  router: postRouter(key.publicLine, 'router'),
  others: { well: postRouter(key.publicLine, 'well') },
  files: async () => ({
    'ssh-key': { content: key.privateText, mode: 0o600 },
    ...runningRouter('serial-change'),
    ...inBoth({
      'root/etc/os-release': nixos,
      // sudo looks its host up; NixOS knows it under the name that it has at the moment (nss-myhostname)
      'root/etc/hosts': text('127.0.0.1 localhost\n::1 localhost\n127.0.0.2 router well\n'),
      'root/etc/sudoers.d/lab': { content: sudoers, mode: 0o440 },
      'root/usr/local/bin/naar': program('#!/bin/sh\nexec /usr/local/bin/node /lab/job/naar.mjs "$@"\n'),
      ...serialLogin('admin'),
    }),
  }),
  atTheLine,
};

/** What the switch from one to the other is to leave where it is. */
function inBoth(files: Job): Job {
  const well = Object.entries(files).map(([path, file]) => [`others/well/${path}`, file]);
  return { ...files, ...Object.fromEntries(well) };
}

const sudoers = 'Defaults secure_path="/run/current-system/sw/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n';
