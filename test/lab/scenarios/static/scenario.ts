import type { Scenario } from '../../scenario.ts';

/** An address that the ISP wrote down, guests on a jack of their own, and the ISP's name servers. */
export const scenario: Scenario = {
  title: 'A fixed address, guests on their own jack, no IPv6',
  limit: 2400,
  router: {
    answers: 'static-guest-apu3',
    machine: 'apu3',
    // addresses of the lab's ISP: sources of the documentation ranges are dropped
    instead: {
      '203.0.113.10/29': '45.90.1.10/29',
      '203.0.113.9': '45.90.1.9',
      '203.0.113.1,': '45.91.0.80,',
      '203.0.113.2]': '45.91.0.80]',
    },
    environment: { NAAR_ADMIN_PASSWORD: 'correct horse' },
  },
};
