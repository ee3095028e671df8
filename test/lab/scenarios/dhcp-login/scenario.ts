import type { Scenario } from '../../scenario.ts';

/** A provider that wants options, a secret and a priority of its own from the box, which shows another MAC address. */
export const scenario: Scenario = {
  title: 'DHCP in a VLAN with options, a secret, a cloned MAC and a priority of its own',
  limit: 2400,
  router: {
    answers: 'dhcp-with-login-n100',
    machine: 'apu2',
    // the jacks that the virtual box has
    instead: { enp5s0: 'enp3s0' },
    secrets: { 'login-90': 'fti/abc123\n' },
  },
};
