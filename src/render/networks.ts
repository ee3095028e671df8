import type { NetworkPlan, RouterPlan } from '../plan/router-plan.ts';
import type { NixData } from './nix.ts';
import { option, type Section } from './section.ts';

/** The inside networks: addresses and IPv6 announcements. */
export function networksSection(plan: RouterPlan): Section {
  return {
    title: 'Our networks',
    reason: `${plan.networks.map(networkLine).join('\n')}\nEach has an IPv4 subnet, an IPv6 subnet of its own that never changes (ULA: the router answers there also when the ISP's prefix changes) and, where the ISP gives one, a public IPv6 subnet. SubnetId, in hexadecimal, is the part of the ISP's prefix that a network gets; the router has one address in it, not a new one each day (IPv6PrivacyExtensions). Devices inside one network always reach each other.`,
    settings: plan.networks.map((network) =>
      option('systemd.network.networks.*', lanNetwork(plan, network), remark(plan, network), [`40-${network.name}`]),
    ),
  };
}

const zoneWords: Record<NetworkPlan['zone'], string> = {
  trusted: 'trusted: reaches everything',
  guest: 'guest: the Internet and nothing of ours',
  isolated: 'isolated: what each device is allowed',
};

function remark({ wan }: RouterPlan, network: NetworkPlan): string | null {
  if (network.ipv6.subnetId !== null) return null;
  const why =
    wan.prefixLength === null ? 'IPv6 is off on the line' : `No public IPv6 subnet is left for ${network.name}`;
  return `${why}: its devices are told that IPv6 leads nowhere from here.`;
}

function networkLine(network: NetworkPlan): string {
  return `  ${network.name.padEnd(8)} ${`${network.ipv4.address}/${network.ipv4.prefixLength}`.padEnd(18)} ${zoneWords[network.zone]}`;
}

function lanNetwork(plan: RouterPlan, network: NetworkPlan): NixData {
  const { ipv4, ipv6 } = network;
  const delegated = ipv6.subnetId !== null;
  const delegation: Record<string, NixData> = delegated
    ? {
        dhcpPrefixDelegationConfig: {
          UplinkInterface: plan.wan.device,
          // networkd reads this number as hexadecimal (systemd networkd-dhcp-prefix-delegation.c)
          SubnetId: ipv6.subnetId!.toString(16),
          Token: '::1',
          Announce: false,
        },
      }
    : {};
  return {
    matchConfig: { Name: network.name },
    address: [`${ipv4.address}/${ipv4.prefixLength}`, `${ipv6.address}/64`],
    networkConfig: {
      IPv6AcceptRA: false,
      // NixOS would have networkd add a public address a day to the router's own
      ...(delegated ? { DHCPPrefixDelegation: true, IPv6PrivacyExtensions: false } : {}),
    },
    ...delegation,
    linkConfig: { RequiredForOnline: 'no' },
  };
}
