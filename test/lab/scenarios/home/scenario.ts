import type { Scenario } from '../../scenario.ts';

/** The post's router in a home with everything: who may reach whom, from where, and what goes on under upheaval. */
export const scenario: Scenario = {
  title: "The post's router in a full home: the zone matrix, the WAN from outside, names, mDNS, upheavals",
  limit: 1500,
  quick: true,
  router: { machine: 'apu2', secrets: { 'pppoe-password': 'een wachtwoord\n' } },
};
