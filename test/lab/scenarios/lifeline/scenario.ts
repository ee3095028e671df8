import { program, text } from '../../pack-job.ts';
import { postRouter, renderedFile, runningRouter } from '../../running-router.ts';
import type { Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';

const key = makeSshKey();
const forward = 'forwards:\n  - { protocol: tcp, port: 8443, to: 192.168.20.9 }\n';

/** What the post's router is changed into. Each but the first cuts somebody off. */
const others = {
  well: postRouter(key.publicLine, 'well'),
  'no-line': postRouter(key.publicLine, 'no-line', { 'vlan: 10': 'vlan: 99' }),
  'no-lan': postRouter(key.publicLine, 'no-lan', { 'vlan: 20': 'vlan: 21' }),
  'no-firewall': postRouter(key.publicLine, 'no-firewall', { 'devices:\n': `${forward}devices:\n` }),
  'no-ssh': postRouter(key.publicLine, 'no-ssh', {
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
  router: postRouter(key.publicLine, 'router'),
  others,
  files: async () => ({
    'ssh-key': { content: key.privateText, mode: 0o600 },
    ...runningRouter('lifeline'),
    ...Object.fromEntries(
      Object.keys(others).map((name) => [
        `answers/${name}.yaml`,
        text(renderedFile(`lifeline-${name}`, 'answers.yaml')),
      ]),
    ),
    // the ruleset that this one brings does not load
    'others/no-firewall/root/nix/store/lab-nftables-rules': program('#!/bin/sh\necho no ruleset >&2\nexit 1\n'),
  }),
};
