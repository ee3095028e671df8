import type { DhcpLine, RouterPlan, StaticLine } from '../plan/router-plan.ts';
import { dhcpClientSettings } from './dhcp-client.ts';
import { secretOptionSettings, sendOption } from './dhcp-options.ts';
import type { NixData } from './nix.ts';
import { pppoeSettings } from './pppoe.ts';
import { option, type Section } from './section.ts';
import { cake } from './shaper.ts';

/** The line to the Internet. */
export function wanSection(plan: RouterPlan): Section {
  const { wan } = plan;
  const vlan = wan.vlan === null ? [] : vlanSettings(plan);
  return {
    title: 'The line to the Internet',
    reason: reason(plan),
    settings: [
      ...vlan,
      ...(wan.line.kind === 'pppoe' ? pppoeSettings(plan, wan.line) : []),
      ...(wan.line.kind === 'dhcp' ? askingSettings(wan.device, wan.line) : []),
      option('systemd.network.networks.*', wanNetwork(plan), remark(plan), [`50-${wan.device}`]),
      option(
        'systemd.network.networks.*',
        {
          matchConfig: { Name: 'lo' },
          routes: ['0.0.0.0/0', '::/0'].map((Destination) => ({ Destination, Type: 'unreachable', Metric: 4096 })),
        },
        'While the line is down, packets for the Internet end here, with an answer at once, and leave by no other jack. Any other default route has a smaller metric and goes first.',
        ['10-lo'],
      ),
    ],
  };
}

function askingSettings(device: string, line: DhcpLine): Section['settings'] {
  return line.client === 'networkd' ? secretOptionSettings(device, line) : dhcpClientSettings(device, line);
}

function reason(plan: RouterPlan): string {
  const { wan } = plan;
  const tag =
    wan.vlan === null ? 'untagged' : wan.vlan.id === 0 ? 'priority-tagged (VLAN 0)' : `in VLAN ${wan.vlan.id}`;
  const kind = {
    pppoe: 'PPPoE: pppd dials over the jack and the Internet is on ppp0.',
    dhcp: 'DHCP: the ISP hands out the address.',
    static: 'A fixed address, as the ISP wrote it down.',
  }[wan.line.kind];
  const ipv6 =
    wan.prefixLength === null
      ? 'No IPv6 is asked of the ISP.'
      : `For IPv6 a prefix of /${wan.prefixLength} is asked for by DHCPv6 and shared out to the networks below.`;
  const room =
    wan.parentMtu === null
      ? ''
      : ` MTUBytes ${wan.parentMtu} on ${wan.vlan === null ? 'the jack' : 'jack and VLAN'} leaves room for the 8 bytes of PPPoE, so that the session carries ${wan.parentMtu - 8} (RFC 4638); where the jack or the ISP refuses, pppd goes back to 1492 by itself.`;
  return `${wan.jack}, ${tag}. ${kind}${room} ${ipv6}`;
}

const priorityRemark =
  'EgressQOSMaps: the priority (802.1p) of the frames, as the ISP wants it. 5 marks DHCP; everything else is data.';

function remark(plan: RouterPlan): string | null {
  const { line, prefixLength } = plan.wan;
  const customer =
    'IAID and DUID come from the MAC, so that the ISP sees the same customer after a new installation; nothing is given back at a restart (SendRelease), so that it gives the same prefix again.';
  const ppp =
    "KeepConfiguration and the route to ::/0 keep the line usable when networkd restarts: the address is pppd's.";
  const lasting = 'An address that the router makes up for itself is not another one each day (IPv6PrivacyExtensions).';
  const remarks = [...(line.kind === 'pppoe' ? [ppp] : []), ...(prefixLength === null ? [] : [customer, lasting])];
  return remarks.length === 0 ? null : remarks.join(' ');
}

function vlanSettings(plan: RouterPlan): Section['settings'] {
  const { vlan, parentMtu } = plan.wan;
  // set on the link and not on the device: a jack that refuses it still gets its VLAN, and the session falls back to 1492
  const mtu: Record<string, NixData> = parentMtu === null ? {} : { MTUBytes: String(parentMtu) };
  const maps = vlan!.egressPriority.map(({ from, to }) => `${from}-${to}`).join(' ');
  const netdevConfig = { Name: 'wan', Kind: 'vlan' };
  const vlanConfig: Record<string, NixData> = { Id: vlan!.id, ...(maps === '' ? {} : { EgressQOSMaps: maps }) };
  const settings = [
    option('systemd.network.netdevs.*', { netdevConfig, vlanConfig }, maps === '' ? null : priorityRemark, ['20-wan']),
  ];
  if (plan.wan.device === 'wan') return settings;
  const network = {
    matchConfig: { Name: 'wan' },
    networkConfig: { LinkLocalAddressing: 'no', IPv6AcceptRA: false },
    linkConfig: { ...mtu, RequiredForOnline: 'no' },
  };
  return [...settings, option('systemd.network.networks.*', network, null, ['40-wan'])];
}

function wanNetwork(plan: RouterPlan): NixData {
  const { wan } = plan;
  const base: Record<string, NixData> = { matchConfig: { Name: wan.device } };
  const ipv6 = wan.prefixLength === null ? {} : prefixDelegation(plan, wan.prefixLength);
  const shaping: Record<string, NixData> = plan.shaper === null ? {} : { cakeConfig: cake(plan.shaper.up, 'egress') };
  const linkConfig: Record<string, NixData> = { RequiredForOnline: 'no' };
  const { line } = wan;
  if (line.kind === 'pppoe')
    return { ...base, ...pppNetwork(wan.prefixLength !== null), ...ipv6, ...shaping, linkConfig };
  if (line.kind === 'dhcp') return { ...base, ...askingNetwork(plan, line), ...ipv6, ...shaping, linkConfig };
  return { ...base, ...staticNetwork(line, wan.prefixLength !== null), ...ipv6, ...shaping, linkConfig };
}

/** From the ISP's announcements; NixOS would have networkd change the address daily. */
const learned = { IPv6AcceptRA: true, IPv6PrivacyExtensions: false };

/**
 * What keeps pppd's address and both default routes over a restart of networkd and
 * over a redial: pppd's own IPv4 default route, KeepConfiguration and this IPv6 route (lab-findings section 3).
 */
function pppNetwork(ipv6: boolean): Record<string, NixData> {
  return ipv6
    ? {
        networkConfig: { DHCP: 'ipv6', ...learned, KeepConfiguration: true },
        routes: [{ Destination: '::/0' }],
      }
    : { networkConfig: { DHCP: false, IPv6AcceptRA: false, LinkLocalAddressing: 'no', KeepConfiguration: true } };
}

/** Beside dhcpcd networkd does IPv6 only; KeepConfiguration, or it would take dhcpcd's address away. */
function askingNetwork(plan: RouterPlan, line: DhcpLine): Record<string, NixData> {
  const ipv6 = plan.wan.prefixLength !== null;
  if (line.client === 'networkd') return dhcpNetwork(plan, line, ipv6);
  return ipv6
    ? { networkConfig: { DHCP: 'ipv6', ...learned, KeepConfiguration: true } }
    : { networkConfig: { DHCP: false, IPv6AcceptRA: false, LinkLocalAddressing: 'no', KeepConfiguration: true } };
}

/** The NixOS of 25.11 does not know SocketPriority=, but its networkd does: there the line stands as text. */
function dhcpNetwork(plan: RouterPlan, line: DhcpLine, ipv6: boolean): Record<string, NixData> {
  const knowsPriority = plan.identity.release !== '25.11';
  const options = line.options.flatMap(({ code, value }) =>
    value.kind === 'text' ? [sendOption(code, value.text)] : [],
  );
  const priority = line.controlPriority;
  const dhcpV4Config: Record<string, NixData> = {
    ClientIdentifier: 'mac',
    // only so that networkctl tells them to isp-dns
    ...(plan.dns.upstream === 'isp' ? { UseDNS: true, RoutesToDNS: false } : { UseDNS: false }),
    UseNTP: false,
    UseHostname: false,
    UseDomains: false,
    SendHostname: line.hostname !== null,
    ...(line.hostname === null ? {} : { Hostname: line.hostname }),
    ...(options.length === 0 ? {} : { SendOption: options }),
    ...(priority === null || !knowsPriority ? {} : { SocketPriority: priority }),
  };
  return {
    networkConfig: ipv6 ? { DHCP: true, ...learned } : { DHCP: 'ipv4', IPv6AcceptRA: false, LinkLocalAddressing: 'no' },
    dhcpV4Config,
    ...(priority === null || knowsPriority ? {} : { extraConfig: `[DHCPv4]\nSocketPriority=${priority}\n` }),
  };
}

function staticNetwork(line: StaticLine, ipv6: boolean): Record<string, NixData> {
  return {
    address: [line.address],
    gateway: [line.gateway],
    networkConfig: ipv6
      ? { DHCP: 'ipv6', ...learned }
      : { DHCP: false, IPv6AcceptRA: false, LinkLocalAddressing: 'no' },
  };
}

/** IAID and DUID are written out, from the jack's own MAC: the ISP sees the same customer after a new installation. */
function prefixDelegation(plan: RouterPlan, prefixLength: number): Record<string, NixData> {
  const ppp = plan.wan.line.kind === 'pppoe';
  const jack = plan.jacks.find((candidate) => candidate.name === plan.wan.jack)!;
  const dhcpV6Config: Record<string, NixData> = {
    ...(ppp ? { WithoutRA: 'solicit', UseAddress: false } : {}),
    PrefixDelegationHint: `::/${prefixLength}`,
    IAID: 1,
    DUIDType: 'link-layer',
    DUIDRawData: `00:01:${plan.wan.mac ?? jack.mac}`,
    // RFC 9096 WPD-9
    SendRelease: false,
    UseDNS: false,
    UseNTP: false,
    UseHostname: false,
  };
  const ra = ppp ? {} : { ipv6AcceptRAConfig: { DHCPv6Client: 'always', UseDNS: false, UseDomains: false } };
  return { dhcpV6Config, ...ra };
}
