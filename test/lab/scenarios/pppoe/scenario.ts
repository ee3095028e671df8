import { password } from '../../guest/password.ts';
import type { Scenario } from '../../scenario.ts';

/** One PPPoE line and all that an ISP may do to it. */
export const scenario: Scenario = {
  title: 'PPPoE: wrong password, PAP and CHAP, 1500 and 1492 bytes, one session only, another prefix',
  limit: 2400,
  router: { answers: 'edpnet', machine: 'apu2', secrets: { 'pppoe-password': `${password}\n` } },
};
