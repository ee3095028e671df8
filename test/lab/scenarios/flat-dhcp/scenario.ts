import type { Scenario } from '../../scenario.ts';

/** Name servers of the answers, which the lab's Internet does not have. */
const encrypted = `upstream:
    - { address: 9.9.9.9, tls: dns.quad9.net }
    - { address: "2620:fe::fe", tls: dns.quad9.net }`;

/** A cable modem or an ONT: plain DHCP, a jack for each network and guests in a VLAN beside the office. */
export const scenario: Scenario = {
  title: "Plain DHCP and the ISP's name servers, with guests, CAKE and a port forward",
  limit: 2700,
  router: {
    answers: 'flat-dhcp',
    machine: 'apu2',
    instead: {
      // rates that an emulated box exceeds by far
      'down: 250M, up: 40M': 'down: 600k, up: 300k',
      [encrypted]: 'upstream: isp',
    },
    environment: { NAAR_ADMIN_PASSWORD: 'correct horse' },
  },
};
