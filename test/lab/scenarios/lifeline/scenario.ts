import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealOf } from '../../../../src/render/seal.ts';
import { password } from '../../guest/password.ts';
import { projectRoot } from '../../image.ts';
import { type Job, program, text } from '../../pack-job.ts';
import type { RouterSource, Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';

const key = makeSshKey();
const secrets = { 'pppoe-password': `${password}\n` };
const someKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ admin@laptop';

/** The post's router, with the lab's key and other text in place of some. A name of its own tells the systems apart. */
function router(hostName: string, instead: Readonly<Record<string, string>> = {}): RouterSource {
  return {
    answers: 'edpnet',
    machine: 'apu2',
    secrets,
    instead: { [someKey]: key.publicLine, 'hostName: router': `hostName: ${hostName}`, ...instead },
  };
}

const forward = 'forwards:\n  - { protocol: tcp, port: 8443, to: 192.168.20.9 }\n';

/** What the post's router is changed into. Each but the first cuts somebody off. */
const others = {
  well: router('well'),
  'no-line': router('no-line', { 'vlan: 10': 'vlan: 99' }),
  'no-lan': router('no-lan', { 'vlan: 20': 'vlan: 21' }),
  'no-firewall': router('no-firewall', { 'devices:\n': `${forward}devices:\n` }),
  'no-ssh': router('no-ssh', {
    [`sshKeys:\n      - ${key.publicLine}`]:
      'password: { hash: "$y$j9T$0123456789abcdefghijk.$0123456789abcdefghijklmnopqrstuvwxyzABCDEFG" }',
  }),
};

/**
 * A running router is changed by `naar reconfigure` over SSH, and each change cuts somebody off: the earlier router has to
 * come back by itself. Nix cannot build in the guest: its stand-in takes the system with that host name, made beforehand;
 * what it switches to is real.
 */
export const scenario: Scenario = {
  title: 'Changes under the lifeline: line, LAN, firewall and SSH cut; confirmed; killed; restarted',
  limit: 3600,
  boots: 2,
  router: router('router'),
  others,
  files: async () => ({
    'ssh-key': { content: key.privateText, mode: 0o600 },
    'root/etc/os-release': text('ID=nixos\nVERSION_ID="26.05"\n'),
    'root/nix/var/nix/profiles/per-user/root/channels/nixos/.version': text('26.05'),
    'root/etc/nixos/hardware-configuration.nix': text('{ ... }:\n{\n}\n'),
    ...written('lifeline'),
    ...Object.fromEntries(
      Object.keys(others).map((name) => [`answers/${name}.yaml`, text(outOf(`lifeline-${name}`, 'answers.yaml'))]),
    ),
    // the ruleset that this one brings does not load
    'others/no-firewall/root/nix/store/lab-nftables-rules': program('#!/bin/sh\necho no ruleset >&2\nexit 1\n'),
    ...standIns(),
  }),
};

/** The files of the running router, as an installation leaves them. */
function written(routerName: string): Job {
  const names = ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'local.nix'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const content = outOf(routerName, name);
      const seal = sealOf(content);
      return [
        [`root/etc/nixos/${name}`, text(content)],
        ...(seal === null ? [] : [[`root/var/lib/naar/written/${seal}`, text(content)]]),
      ] as [string, ReturnType<typeof text>][];
    }),
  );
}

function outOf(routerName: string, file: string): string {
  return readFileSync(join(projectRoot, '.lab', 'routers', routerName, 'out', file), 'utf8');
}

/** Programs that only NixOS has: /lab/at-start and those in stand-ins/. */
function standIns(): Job {
  const folder = join(import.meta.dirname, 'stand-ins');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`root/lab/stand-ins/${name}`, program(readFileSync(join(folder, name)))]),
  );
}
