import type { Facts } from '../../src/facts/facts.ts';
import { checkAnswers } from '../../src/interview/check.ts';
import { planRouter } from '../../src/plan/plan-router.ts';
import type { RouterPlan } from '../../src/plan/router-plan.ts';
import { apu } from '../interview/facts.ts';

/** A group of keys of an answers file. */
export type Group = { readonly [key: string]: unknown };

/**
 * A small home: DHCP on the first jack, one trusted network on the second. `changes` replace
 * whole groups of it (`{ wan: … }`), so that a test shows what it is about and nothing else.
 */
export function homeAnswers(changes: Group = {}): string {
  return JSON.stringify({
    version: 1,
    system: {
      admin: { sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk0mLr7qkFz1bR0n1bXo2b1s0V3d5mQm0m8o2s5w9aQ me'] },
    },
    ports: { line: { name: 'enp1s0' }, house: { name: 'enp2s0' }, attic: { name: 'enp3s0' } },
    wan: { port: 'line', type: 'dhcp' },
    networks: { lan: { zone: 'trusted', address: '192.168.20.1/24', ports: { house: 'untagged' } } },
    ...changes,
  });
}

/** The router planned for it, on a box like an APU2 unless said. Answers with an error fail the test that gave them. */
export function planned(changes: Group = {}, facts: Facts | null = apu()): RouterPlan {
  const { answers, problems } = checkAnswers(homeAnswers(changes), facts, { where: 'render' });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (answers === null) throw new Error(errors.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  return planRouter(facts, answers);
}

/** A network of its own on the house's jack: tagged, VLAN and subnet of that number. */
export function tagged(zone: 'trusted' | 'guest' | 'isolated', id: number, more: Group = {}): Group {
  return { zone, vlan: id, address: `192.168.${id}.1/24`, ports: { house: 'tagged' }, ...more };
}

/** A device of that profile in that network, its MAC ending in `last`. */
export function thing(network: string, last: number, profile?: string, more: Group = {}): Group {
  const mac = `02:00:00:00:00:${last.toString(16).padStart(2, '0')}`;
  return { network, mac, ...(profile === undefined ? {} : { profile }), ...more };
}
