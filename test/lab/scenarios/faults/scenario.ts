import type { Scenario } from '../../scenario.ts';
import { scenario as home } from '../home/scenario.ts';

/** The checks of `home` on routers that were broken on purpose: each fault has to be noticed. */
export const scenario: Scenario = {
  title: 'The full home once more, with a router that is broken in one way after another',
  limit: 3000,
  router: { ...home.router!, answers: '../lab/scenarios/home' },
};
