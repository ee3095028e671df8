import { expect, it } from 'vitest';
import { at } from '../nixos/evaluate.ts';
import { evaluateRouter } from '../nixos/evaluate-router.ts';
import { homeAnswers, planned } from '../plan/planned.ts';

const { admin } = JSON.parse(homeAnswers()).system as { admin: unknown };
const bus = async (release: string, stateVersion: string) =>
  at(await evaluateRouter(planned({ system: { admin, release, stateVersion } })), 'services', 'dbus');

it('keeps the message bus that a router began with through an upgrade', async () => {
  for (const release of ['25.11', '26.05', '26.11'])
    expect(await bus(release, '25.11')).toEqual({ implementation: 'dbus' });
});

it('has no word on it where the router began with the one of today', async () => {
  for (const release of ['26.05', '26.11']) expect(await bus(release, '26.05')).toBe(undefined);
});
