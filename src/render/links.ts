import type { JackPlan, RouterPlan } from '../plan/router-plan.ts';
import type { NixData } from './nix.ts';
import { option, type Section } from './section.ts';

/** Jacks, VLANs and bridges: what is plugged where, before any address. */
export function linksSection(plan: RouterPlan): Section {
  return {
    title: 'Jacks and cables',
    reason: `systemd-networkd runs all links. Each jack keeps its name by its own MAC address, so that an added card cannot swap the Internet jack with an inside one.\n${cableList(plan)}`,
    settings: [
      option('networking.useDHCP', false),
      option('networking.useNetworkd', true),
      option('systemd.network.enable', true),
      option(
        'systemd.network.wait-online.enable',
        false,
        'Nothing here waits for the Internet: the router boots with every cable unplugged.',
      ),
      ...plan.jacks.map((jack) =>
        option('systemd.network.links.*', link(plan, jack), jackComment(jack), [`10-${jack.name}`]),
      ),
      option(
        'systemd.network.links.*',
        { matchConfig: { Type: 'ether', Path: '*' }, linkConfig: { NamePolicy: 'mac' } },
        'A jack that is put in later is named by its MAC address: it may come before these on the bus, and would take one of their names.',
        ['20-added'],
      ),
      ...plan.networks.flatMap((network) => networkDevices(plan, network.name)),
      ...plan.jacks
        .filter((jack) => jack.job !== 'none' && jack.name !== plan.wan.device)
        .map((jack) => option('systemd.network.networks.*', jackNetwork(jack), null, [`30-${jack.name}`])),
      option(
        'systemd.network.networks.*',
        {
          matchConfig: { Type: 'ether', Kind: '!*' },
          linkConfig: { ActivationPolicy: 'always-down', RequiredForOnline: 'no' },
        },
        'A jack without a job stays down.',
        ['90-unassigned'],
      ),
    ],
  };
}

function cableList(plan: RouterPlan): string {
  return plan.jacks
    .map((jack) => {
      if (jack.job === 'wan') return `  ${jack.name}  the Internet`;
      const inside = plan.networks.flatMap((network) => {
        const vlan = jack.vlans.find(({ device }) => device === network.name || bridged(network, device));
        if (vlan !== undefined) return [`${network.name} (VLAN ${vlan.id}, tagged)`];
        return jack.bridge === network.name ? [`${network.name} (untagged)`] : [];
      });
      return `  ${jack.name}  ${inside.length === 0 ? 'unused' : inside.join(', ')}`;
    })
    .join('\n');
}

function bridged(network: RouterPlan['networks'][number], device: string): boolean {
  return network.link.kind === 'bridge' && network.link.members.includes(device);
}

function jackComment(jack: JackPlan): string | null {
  return jack.label === null ? null : `"${jack.label}"${jack.chip === null ? '' : `, ${jack.chip}`}`;
}

function link(plan: RouterPlan, jack: JackPlan): NixData {
  const cloned: Record<string, NixData> =
    jack.job === 'wan' && plan.wan.mac !== null ? { MACAddressPolicy: 'none', MACAddress: plan.wan.mac } : {};
  return { matchConfig: { PermanentMACAddress: jack.mac }, linkConfig: { Name: jack.name, ...cloned } };
}

function networkDevices(plan: RouterPlan, name: string): Section['settings'] {
  const network = plan.networks.find((candidate) => candidate.name === name)!;
  if (network.link.kind === 'vlan') return [vlanDevice(name, network.link.id)];
  const members = plan.jacks.flatMap((jack) => jack.vlans).filter((vlan) => bridged(network, vlan.device));
  return [
    option('systemd.network.netdevs.*', { netdevConfig: { Name: name, Kind: 'bridge' } }, null, [`20-${name}`]),
    ...members.map((vlan) => vlanDevice(vlan.device, vlan.id)),
    ...members.map((vlan) =>
      option(
        'systemd.network.networks.*',
        { matchConfig: { Name: vlan.device }, bridge: [name], networkConfig: noAddress, linkConfig: optional },
        null,
        [`30-${vlan.device}`],
      ),
    ),
  ];
}

function vlanDevice(name: string, id: number): Section['settings'][number] {
  return option(
    'systemd.network.netdevs.*',
    { netdevConfig: { Name: name, Kind: 'vlan' }, vlanConfig: { Id: id } },
    null,
    [`20-${name}`],
  );
}

const noAddress = { LinkLocalAddressing: 'no', IPv6AcceptRA: false };
const optional = { RequiredForOnline: 'no' };

/** A jack that only carries VLANs, a bridge or a session. Where it has the Internet address itself, the next section configures it. */
function jackNetwork(jack: JackPlan): NixData {
  const carries: Record<string, NixData> = {
    ...(jack.vlans.length === 0 ? {} : { vlan: jack.vlans.map((vlan) => vlan.device) }),
    ...(jack.bridge === null ? {} : { bridge: [jack.bridge] }),
  };
  const mtu: Record<string, NixData> = jack.mtu === null ? {} : { MTUBytes: String(jack.mtu) };
  return {
    matchConfig: { Name: jack.name },
    ...carries,
    networkConfig: noAddress,
    linkConfig: { ...mtu, ...optional },
  };
}
