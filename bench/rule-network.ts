import { readFileSync } from 'node:fs';
import type { NetworkPlan, RouterPlan } from '../src/plan/router-plan.ts';
import { openTestNetwork, type TestNetwork } from '../test/namespaces/test-network.ts';
import type { Flow } from './packets.ts';

/** The home's last device, a computer in its lan, and what they send. */
export type RuleNetwork = {
  readonly network: TestNetwork;
  readonly flows: Record<'answered' | 'denied' | 'connections' | 'lan', Flow>;
};

const internet4 = '9.9.9.9';
const pc = { mac: '02:00:00:00:00:11', host: 5 };

/** A router in a namespace with the networks of the plan and two hosts. Close `network`, also after a failure. */
export function openRuleNetwork(plan: RouterPlan): RuleNetwork {
  const device = plan.devices.at(-1)!;
  const lan = plan.networks.find(({ zone }) => zone === 'trusted')!;
  const home = plan.networks.find(({ name }) => name === device.network)!;
  const pcAddress = lan.ipv4.address.replace(/\d+$/, String(pc.host));
  const network = openTestNetwork({
    networks: new Map(
      plan.networks.map(({ name, ipv4, ipv6 }) => [
        name,
        [`${ipv4.address}/${ipv4.prefixLength}`, `${ipv6.address}/64`],
      ]),
    ),
    wan: { device: plan.wan.device, address4: '81.2.3.4', peer4: '81.2.3.1' },
    jacks: [],
    hosts: [
      {
        name: 'device',
        network: home.name,
        mac: device.mac,
        addresses: [`${device.address}/${home.ipv4.prefixLength}`, hostAddress6(home, 4)],
      },
      {
        name: 'pc',
        network: lan.name,
        mac: pc.mac,
        addresses: [`${pcAddress}/${lan.ipv4.prefixLength}`, hostAddress6(lan, pc.host)],
      },
    ],
    internet: { name: 'internet', network: plan.wan.device, mac: '02:ff:00:00:01:01', addresses: [`${internet4}/32`] },
    prefix6: '2a01:1:1::/48',
  });
  try {
    limitErrors(network);
    const fromDevice = {
      from: 'device',
      fromMac: device.mac,
      toMac: macOf(network, home.name),
      source: device.address!,
      to: internet4,
      sourcePort: 7000,
    };
    const fromPc = {
      from: 'pc',
      fromMac: pc.mac,
      toMac: macOf(network, lan.name),
      source: pcAddress,
      to: internet4,
      sourcePort: 7000,
    };
    return {
      network,
      flows: {
        answered: { ...fromDevice, protocol: 'udp', port: 443, answered: true },
        denied: { ...fromDevice, protocol: 'udp', port: 5000 },
        connections: { ...fromDevice, protocol: 'tcp', port: 443, connections: 40_000 },
        lan: { ...fromPc, protocol: 'udp', port: 9000, answered: true },
      },
    };
  } catch (error) {
    network.close();
    throw error;
  }
}

/** The checks lift the limits on error messages; a router has them, and a flood is where they count. */
function limitErrors({ run }: TestNetwork): void {
  for (const name of ['icmp_ratelimit', 'icmp_msgs_per_sec', 'icmp_msgs_burst']) {
    const value = readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim();
    run('router', 'sysctl', ['-q', '-e', '-w', `net.ipv4.${name}=${value}`]);
  }
}

/** Hosts need an IPv6 address for their default route, although IPv4 is what is measured. */
function hostAddress6({ ipv6 }: NetworkPlan, host: number): string {
  return `${ipv6.prefix.replace('/64', '')}${host}/64`;
}

function macOf(network: TestNetwork, device: string): string {
  return network.run('router', 'cat', [`/sys/class/net/${device}/address`]).stdout.trim();
}
