import type { Answers } from '../interview/answers.ts';
import type { DnsPlan, NetworkPlan } from './router-plan.ts';

/**
 * Who answers what: local names and the reverse zones of our subnets go to dnsmasq,
 * the rest upstream.
 */
export function planDns(answers: Answers, networks: readonly NetworkPlan[]): DnsPlan {
  const reverse = networks.flatMap((network) => reverseZones(network.ipv4.subnet));
  const localZones = [...new Set([`${answers.system.domain}.`, ...reverse])];
  return { upstream: upstreamOf(answers), permissive: answers.dns.upstream === 'isp', localZones };
}

/** On a fixed address nobody names the ISP's servers but the answers themselves. */
function upstreamOf(answers: Answers): DnsPlan['upstream'] {
  const { dns, wan } = answers;
  if (dns.upstream !== 'isp' || wan.type !== 'static') return dns.upstream;
  return wan.static.dns.map((address) => ({ address, tls: null }));
}

/** Reverse zones of a subnet at whole numbers: /24 is one zone, /22 four, /16 one shorter. */
function reverseZones(subnet: string): string[] {
  const [address, length] = subnet.split('/') as [string, string];
  const numbers = address.split('.').map(Number);
  const whole = Math.min(3, Math.max(1, Math.ceil(Number(length) / 8)));
  const count = 2 ** Math.max(0, whole * 8 - Number(length));
  return Array.from({ length: count }, (_, index) =>
    [...numbers.slice(0, whole - 1), numbers[whole - 1]! + index].reverse().join('.').concat('.in-addr.arpa.'),
  );
}
