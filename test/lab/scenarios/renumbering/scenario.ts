import type { Scenario } from '../../scenario.ts';
import { password } from './password.ts';

/** The router of the post with an ISP that hangs up and gives another prefix each time. */
export const scenario: Scenario = {
  title: 'Another IPv6 prefix: PPPoE, lan and iot',
  limit: 1200,
  router: { answers: 'edpnet', machine: 'apu2', secrets: { 'pppoe-password': `${password}\n` } },
};
