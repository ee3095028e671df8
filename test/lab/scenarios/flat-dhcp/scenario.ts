import type { Scenario } from '../../scenario.ts';

/** A cable modem or an ONT: plain DHCP, a jack for each network and guests in a VLAN beside the office. */
export const scenario: Scenario = {
  title: 'Plain DHCP, with guests, CAKE and a port forward',
  limit: 1800,
  router: {
    answers: 'flat-dhcp',
    machine: 'apu2',
    environment: { NAAR_ADMIN_PASSWORD: 'correct horse' },
  },
};
