import { password } from '../../guest/password.ts';
import type { Scenario } from '../../scenario.ts';

/** Much traffic: the fast path, a kernel that refuses it, receive work over the CPUs, and the post's own ruleset beside ours. */
export const scenario: Scenario = {
  title: 'Fast path, receive work over the CPUs, and the flowtable of the post',
  limit: 3600,
  router: { answers: 'edpnet', machine: 'apu2', secrets: { 'pppoe-password': `${password}\n` } },
};
