import type { Scenario } from '../../scenario.ts';

/** A cable modem or an ONT: plain DHCP, a jack for each network and guests in a VLAN beside the office. */
export const scenario: Scenario = {
  title: 'Plain DHCP, with guests, CAKE and a port forward',
  limit: 2700,
  router: {
    answers: 'flat-dhcp',
    machine: 'apu2',
    // rates that an emulated box exceeds by far
    instead: { 'down: 250M, up: 40M': 'down: 600k, up: 300k' },
    environment: { NAAR_ADMIN_PASSWORD: 'correct horse' },
  },
};
