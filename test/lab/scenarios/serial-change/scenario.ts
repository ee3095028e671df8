import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealOf } from '../../../../src/render/seal.ts';
import { password } from '../../guest/password.ts';
import { projectRoot } from '../../image.ts';
import { type Job, program, text } from '../../pack-job.ts';
import type { RouterSource, Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';
import { atTheLine } from './at-the-line.ts';

const key = makeSshKey();
const someKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ admin@laptop';

/** The post's router with the lab's key. Its name tells the systems apart. */
function router(hostName: string): RouterSource {
  return {
    answers: 'edpnet',
    machine: 'apu2',
    secrets: { 'pppoe-password': `${password}\n` },
    instead: { [someKey]: key.publicLine, 'hostName: router': `hostName: ${hostName}` },
  };
}

/**
 * A running router with a login on its serial line. Who sits at the other end, on this machine, changes it by the wizard and
 * takes the change back. Nix cannot build in the guest: the systems are made beforehand, as in `lifeline`.
 */
export const scenario: Scenario = {
  title: 'A running router is changed on the serial line: the wizard, its countdown, and the way back',
  limit: 3600,
  router: router('router'),
  others: { well: router('well') },
  files: async () => ({
    'ssh-key': { content: key.privateText, mode: 0o600 },
    'root/nix/var/nix/profiles/per-user/root/channels/nixos/.version': text('26.05'),
    'root/etc/nixos/hardware-configuration.nix': text('{ ... }:\n{\n}\n'),
    ...written('serial-change'),
    ...standIns(),
    ...inBoth({
      'root/etc/os-release': text('ID=nixos\nVERSION_ID="26.05"\n'),
      // sudo looks its host up; NixOS knows it under the name that it has at the moment (nss-myhostname)
      'root/etc/hosts': text('127.0.0.1 localhost\n::1 localhost\n127.0.0.2 router well\n'),
      'root/etc/sudoers.d/lab': { content: sudoers, mode: 0o440 },
      'root/usr/local/bin/naar': program('#!/bin/sh\nexec /usr/local/bin/node /lab/job/naar.mjs "$@"\n'),
      'root/etc/systemd/system/lab-getty.service': text(getty),
      // what the checks say is not for the line
      'root/etc/systemd/system/lab.service.d/quiet.conf': text(
        '[Service]\nStandardOutput=journal\nStandardError=journal\n',
      ),
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

const getty = `[Unit]
Description=A login on the serial line

[Service]
ExecStart=/usr/sbin/agetty --autologin admin --keep-baud 115200 ttyS0 vt220
Restart=always
RestartSec=0
TTYPath=/dev/ttyS0
TTYReset=yes
TTYVHangup=yes
StandardInput=tty
StandardOutput=tty
SendSIGHUP=yes
`;

/** The files of the running router, as an installation leaves them. */
function written(routerName: string): Job {
  const names = ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'local.nix'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const content = readFileSync(join(projectRoot, '.lab', 'routers', routerName, 'out', name), 'utf8');
      const seal = sealOf(content);
      return [
        [`root/etc/nixos/${name}`, text(content)],
        ...(seal === null ? [] : [[`root/var/lib/naar/written/${seal}`, text(content)]]),
      ] as [string, ReturnType<typeof text>][];
    }),
  );
}

/** Programs that only NixOS has, as `lifeline` has them. */
function standIns(): Job {
  const folder = join(import.meta.dirname, '..', 'lifeline', 'stand-ins');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`root/lab/stand-ins/${name}`, program(readFileSync(join(folder, name)))]),
  );
}
