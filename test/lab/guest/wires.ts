import type { RouterPlan } from '../../../src/plan/router-plan.ts';
import { deviceOf, inside, sh } from './guest.ts';

/** Number of the cable (1 to 3) that is in a jack, by the jack's MAC address. */
export function cableOf(plan: RouterPlan, jack: string): number {
  const mac = plan.jacks.find(({ name }) => name === jack)?.mac ?? '';
  if (!/^00:0d:b9:00:00:0[123]$/.test(mac)) throw new Error(`no cable of the lab is in the jack ${jack} (${mac})`);
  return Number(mac.slice(-1));
}

/** Puts the far end of a cable (1 to 3) into a namespace of its own, as `far`, up. */
export function moveFarEnd(cable: number, namespace: string): void {
  const device = deviceOf(`02:00:00:00:00:0${cable}`);
  sh(`ip netns add ${namespace} && ip link set ${device} netns ${namespace} name far`);
  inside(namespace, 'ip link set lo up; ip link set far up');
}
