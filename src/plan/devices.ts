import type { Answers } from '../interview/answers.ts';
import type { DevicePlan } from './router-plan.ts';

/** Named devices in the order of the answers: reservations and local names come from these. */
export function planDevices(answers: Answers): readonly DevicePlan[] {
  return [...answers.devices].map(([name, device]) => ({
    name,
    network: device.network,
    mac: device.mac,
    address: device.address,
  }));
}
