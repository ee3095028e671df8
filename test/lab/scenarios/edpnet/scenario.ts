import { password } from '../../guest/password.ts';
import type { Scenario } from '../../scenario.ts';

/** The router of the blog post: PPPoE in VLAN 10, lan and iot tagged on one jack. */
export const scenario: Scenario = {
  title: 'The router of the post: PPPoE on VLAN 10, lan and iot',
  limit: 2400,
  quick: true,
  router: { answers: 'edpnet', machine: 'apu2', secrets: { 'pppoe-password': `${password}\n` } },
};
