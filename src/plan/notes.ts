import type { Answers } from '../interview/answers.ts';
import type { FirewallPlan, OffloadPlan } from './firewall-plan.ts';
import type { JackPlan, NetworkPlan, RouterPlan } from './router-plan.ts';

/** What the person should know about this router, in the order they will need it. */
export function planNotes(
  answers: Answers,
  networks: readonly NetworkPlan[],
  jacks: readonly JackPlan[],
  offload: OffloadPlan | null,
  mdns: RouterPlan['mdns'],
  firewall: FirewallPlan,
): readonly string[] {
  return [
    ...accessPoint(networks, jacks),
    ...networks.filter((network) => network.zone !== 'trusted').map(zoneNote),
    ...(mdns === null ? [] : [`Devices announce themselves between ${mdns.networks.join(' and ')} (mDNS).`]),
    ...firewall.openings.map(openingNote),
    ...loginNotes(answers),
    offload === null
      ? 'Flow offload is off: every packet passes the firewall.'
      : offload.mode === 'auto'
        ? 'Flow offload is used on kernels where it was proven, and given up by itself where it does not work.'
        : 'Flow offload is used on any kernel, because the answers say so, and given up by itself where it does not work.',
  ];
}

/** The box has no Wi-Fi: which jack takes an access point, and which tags that must carry. */
function accessPoint(networks: readonly NetworkPlan[], jacks: readonly JackPlan[]): string[] {
  return jacks
    .filter((jack) => jack.job === 'networks')
    .map((jack) => {
      const tagged = networks.flatMap((network) => {
        const own = jack.vlans.find(({ device }) => device === network.name || isMember(network, device));
        return own === undefined ? [] : [`VLAN ${own.id} for ${network.name}`];
      });
      const plain = jack.bridge === null ? [] : [`${jack.bridge} untagged`];
      const carries = [...plain, ...tagged].join(', ');
      return tagged.length === 0
        ? `${jack.name} carries ${carries}: any switch or access point can be plugged in there.`
        : `${jack.name} carries ${carries}: what is plugged in there, a managed switch or an access point, must know these VLANs.`;
    });
}

function isMember(network: NetworkPlan, device: string): boolean {
  return network.link.kind === 'bridge' && network.link.members.includes(device);
}

function zoneNote(network: NetworkPlan): string {
  return network.zone === 'guest'
    ? `${network.name}: guests reach the Internet and nothing of ours. They reach each other.`
    : `${network.name}: devices get an address, names and time, and only what their profile names. They reach each other.`;
}

function openingNote(opening: FirewallPlan['openings'][number]): string {
  const side = (value: FirewallPlan['openings'][number]['from']) =>
    value.kind === 'device' ? value.name : `everyone in ${value.network}`;
  const ports = opening.ports.map(
    (port) => `${port.protocol} ${port.first === port.last ? port.first : `${port.first}-${port.last}`}`,
  );
  return `${side(opening.from)} may open connections to ${side(opening.to)} (${ports.join(', ')}).`;
}

function loginNotes(answers: Answers): string[] {
  const { password, sshKeys, user } = answers.system.admin;
  return [
    ...(sshKeys.length === 0 ? ['SSH is closed: no key was given.'] : [`SSH: ${user}, by key, from trusted networks.`]),
    ...(password.kind === 'none' ? ['Nobody can log in on the console: no password was given.'] : []),
  ];
}
