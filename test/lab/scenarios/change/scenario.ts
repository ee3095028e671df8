import { password } from '../../guest/password.ts';
import type { Scenario } from '../../scenario.ts';

const secrets = { 'pppoe-password': `${password}\n` };

/** The post's router gets guests, a printer and an opening while it is used, and becomes what it was again. */
export const scenario: Scenario = {
  title: 'One router changed into another under traffic, and back',
  limit: 2700,
  router: { answers: 'edpnet', machine: 'apu2', secrets },
  later: { machine: 'apu2', secrets },
};
