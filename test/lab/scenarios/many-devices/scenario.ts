import { homeAnswers } from '../../../../bench/generated-home.ts';
import type { Scenario } from '../../scenario.ts';

/** A home with 4,000 named devices: whether it loads, and what it costs. */
export const scenario: Scenario = {
  title: '4,000 named devices',
  limit: 2400,
  router: {
    answers: { text: homeAnswers({ devices: 4000, networks: 2 }) },
    machine: 'apu2',
    secrets: { 'pppoe-password': 'geheim\n', 'admin-password': 'correct horse\n' },
  },
};
