import type { Scenario } from '../../scenario.ts';

/** A router behind plain DHCP whose ISP renews with another prefix. */
export const scenario: Scenario = {
  title: 'Another IPv6 prefix: DHCP, lan, guest and iot',
  limit: 1200,
  router: { answers: 'flat-dhcp', machine: 'apu2', environment: { NAAR_ADMIN_PASSWORD: 'unused' } },
};
