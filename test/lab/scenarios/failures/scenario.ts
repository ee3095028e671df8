import { password } from '../../guest/password.ts';
import type { Scenario } from '../../scenario.ts';
import { makeSshKey } from '../../ssh-key.ts';

const key = makeSshKey();

/** The post's router when something goes wrong: no line, no firewall, a restart. */
export const scenario: Scenario = {
  title: 'The router of the post with its line dead, its firewall broken, and after restarts',
  limit: 2400,
  boots: 3,
  router: {
    answers: 'edpnet',
    machine: 'apu2',
    instead: {
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ admin@laptop': key.publicLine,
    },
    secrets: { 'pppoe-password': `${password}\n` },
  },
  files: async () => ({ 'ssh-key': { content: key.privateText, mode: 0o600 } }),
};
