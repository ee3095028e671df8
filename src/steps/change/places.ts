import { join } from 'node:path';

/** Where naar keeps what a change needs; all of it for root only. */
const state = '/var/lib/naar';

/** By what they are for. */
export const places = {
  /** The router's own files. */
  etc: '/etc/nixos',
  secrets: '/etc/naar/secrets',
  state,
  /** The new configuration while it is built: nothing of the router is touched. */
  build: join(state, 'build'),
  /** A change that waits to be confirmed, and all that takes it back. */
  pending: join(state, 'pending'),
  /** Every earlier set of files, by the time it was replaced. */
  history: join(state, 'history'),
  /** What naar wrote, by the digest in its last line: a person's own changes are told from it. */
  written: join(state, 'written'),
  /** naar itself, as the router's command runs it. */
  program: join(state, 'naar.mjs'),
  /** There as long as this boot knows of the change that waits: after a restart it is gone, and the boot takes the change back, once. */
  armed: '/run/naar/armed',
  /** What keeping or taking back had to say when a person last asked for it; in memory, as the disk may be full. */
  settleLog: '/run/naar/settle.log',
  /** Keeps the earlier system from being collected as garbage while it may have to come back. */
  keptSystem: '/nix/var/nix/gcroots/naar-before',
  /** What the router starts with. */
  profile: '/nix/var/nix/profiles/system',
} as const;

/** systemd's name for the timer that takes a change back. */
export const lifeline = 'naar-lifeline';

/** Files of a router that naar writes, in /etc/nixos. */
export const routerFiles = ['configuration.nix', 'irq-tuning.sh', 'answers.yaml', 'local.nix'] as const;
