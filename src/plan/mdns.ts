import type { Answers } from '../interview/answers.ts';
import type { NetworkPlan, RouterPlan } from './router-plan.ts';

/**
 * mDNS is reflected only between networks that need it: the trusted ones and one
 * network whose devices advertise something. A reflector shows everything to all its
 * networks, so guest and isolated networks never share one; the first isolated
 * network with such a device is served, else the first guest network.
 */
export function planMdns(answers: Answers, networks: readonly NetworkPlan[]): RouterPlan['mdns'] {
  const advertised = (name: string) =>
    [...answers.devices.values()]
      .filter((device) => device.network === name)
      .flatMap((device) => device.profile?.mdnsServices ?? []);
  const trusted = networks.filter((network) => network.zone === 'trusted');
  const needing = networks.filter((network) => advertised(network.name).length > 0);
  const served =
    needing.find((network) => network.zone === 'isolated') ?? needing.find((network) => network.zone === 'guest');
  const reflected = needing.length === 0 ? [] : [...trusted, ...(served === undefined ? [] : [served])];
  if (reflected.length < 2) return null;
  const services = new Set(reflected.flatMap((network) => advertised(network.name)));
  return { networks: reflected.map((network) => network.name), services: [...services].sort() };
}
