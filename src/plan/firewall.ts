import type { Allow, Answers, DeviceAnswers } from '../interview/answers.ts';
import type { DeviceRule, FirewallPlan, Forward, Opening, Ports, Side } from './firewall-plan.ts';
import type { NetworkPlan, RouterPlan, WanPlan } from './router-plan.ts';
import { controlSocketPriority } from './wan.ts';

/**
 * Who may reach whom, as data for the constant ruleset (contract.md, "Zones").
 * Total: a name that leads nowhere is left out, because `check` has already objected to it.
 */
export function planFirewall(
  answers: Answers,
  networks: readonly NetworkPlan[],
  wan: WanPlan,
  mdns: RouterPlan['mdns'],
): FirewallPlan {
  const zones = new Map(networks.map((network) => [network.name, network.zone]));
  const devices = [...answers.devices].filter(([, device]) => zones.has(device.network));
  return {
    wan: wan.device,
    wanKind: wan.line.kind,
    wanIpv6: wan.prefixLength !== null,
    zones: networks.map((network) => ({
      network: network.name,
      zone: network.zone,
      address4: network.ipv4.address,
      address6: network.ipv6.address,
      dnsRedirect: network.dnsRedirect,
    })),
    devices: devices.flatMap(([name, device]) => deviceRule(name, device, zones.get(device.network)!, mdns)),
    openings: devices.flatMap(([name, device]) => openings(name, device, answers, zones)),
    forwards: answers.forwards.flatMap((forward) =>
      protocols(forward.protocol).map(
        (protocol): Forward => ({ protocol, ...forward.ports, to: forward.to, toPort: forward.toPort }),
      ),
    ),
    masqueradeTo: devices
      .filter(([, device]) => device.profile?.snatFromLan === true)
      .map(([, { network, mac, address }]) => ({ network, mac: mac.toLowerCase(), address })),
    dhcpv6Priority: dhcpv6Priority(answers, wan),
  };
}

/**
 * Trusted devices need no rule: their network reaches everything already. Of the router a device gets
 * mDNS where it is reflected, beyond DHCP, DNS and time (for all). Profiles also ask for what other
 * routers have, an SSDP relay or UPnP: opened here, such a port would wait for whatever starts to listen.
 */
function deviceRule(
  name: string,
  device: DeviceAnswers,
  zone: NetworkPlan['zone'],
  mdns: RouterPlan['mdns'],
): DeviceRule[] {
  if (zone === 'trusted') return [];
  const { profile } = device;
  const reflected = mdns?.networks.includes(device.network) === true;
  const speaksMdns = reflected && (profile?.mdnsServices.length ?? 0) > 0;
  const isolated = zone === 'isolated' && profile !== null;
  return [
    {
      name,
      network: device.network,
      mac: device.mac.toLowerCase(),
      address: device.address,
      internet: !isolated ? [] : profile.internet === 'all' ? 'all' : ports(profile.internet),
      router: speaksMdns ? [MDNS] : [],
    },
  ];
}

const MDNS: Ports = { protocol: 'udp', first: 5353, last: 5353 };

/** `none` gives no port; the words for the person stay behind. */
function ports(services: 'none' | readonly Ports[]): Ports[] {
  if (services === 'none') return [];
  return services.map(({ protocol, first, last }) => ({ protocol, first, last }));
}

/** An opening from a trusted network would say nothing new, nor one inside a single network. */
function openings(
  name: string,
  device: DeviceAnswers,
  answers: Answers,
  zones: ReadonlyMap<string, NetworkPlan['zone']>,
): Opening[] {
  const own = deviceSide(name, device);
  return device.allow.flatMap((allow) => {
    const peer = peerSide(allow.peer, answers, zones);
    if (peer === null || peer.network === own.network) return [];
    const [from, to] = allow.direction === 'to' ? [own, peer] : [peer, own];
    if (zones.get(from.network) === 'trusted') return [];
    return [{ from, to, ports: protocols(allow.protocol).map((protocol) => ({ protocol, ...allow.ports })) }];
  });
}

function peerSide(peer: Allow['peer'], answers: Answers, zones: ReadonlyMap<string, NetworkPlan['zone']>): Side | null {
  if (peer.kind === 'network') return zones.has(peer.name) ? { kind: 'network', network: peer.name } : null;
  const device = answers.devices.get(peer.name);
  return device !== undefined && zones.has(device.network) ? deviceSide(peer.name, device) : null;
}

function deviceSide(name: string, { network, mac, address }: DeviceAnswers): Side {
  return { kind: 'device', network, name, mac: mac.toLowerCase(), address };
}

function protocols(protocol: 'tcp' | 'udp' | 'both'): ('tcp' | 'udp')[] {
  return protocol === 'both' ? ['tcp', 'udp'] : [protocol];
}

/** 802.1p needs a VLAN tag to travel in, and is worth a rule only where DHCP differs from the data. */
function dhcpv6Priority(answers: Answers, wan: WanPlan): number | null {
  const { data, control } = answers.wan.priority;
  return wan.vlan !== null && wan.prefixLength !== null && control !== data ? controlSocketPriority : null;
}
