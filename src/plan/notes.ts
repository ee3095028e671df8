import type { Answers } from '../interview/answers.ts';
import type { FirewallPlan, OffloadPlan } from './firewall-plan.ts';
import type { BootPlan, JackPlan, NetworkPlan, RouterPlan } from './router-plan.ts';

/** What the person should know about this router, in the order they will need it. */
export function planNotes(
  answers: Answers,
  networks: readonly NetworkPlan[],
  jacks: readonly JackPlan[],
  offload: OffloadPlan | null,
  mdns: RouterPlan['mdns'],
  firewall: FirewallPlan,
  boot: BootPlan,
): readonly string[] {
  return [
    ...accessPoint(networks, jacks),
    ...networks.filter((network) => network.zone !== 'trusted').map(zoneNote),
    ...(mdns === null ? [] : [`Devices announce themselves between ${listed(mdns.networks)} (mDNS).`]),
    // the same opening may be written twice
    ...new Set(firewall.openings.map(openingNote)),
    ...loginNotes(answers),
    ...bootNotes(boot),
    offload === null
      ? 'Flow offload, the short cut for connections that the firewall has let through, is off: every packet passes the firewall.'
      : `Flow offload, a short cut for connections that the firewall has let through, is used on ${offload.mode === 'auto' ? 'kernels where it was proven' : 'any kernel, because the answers say so'}, and given up by itself where it does not work.`,
  ];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
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
      const name = `The jack "${jack.label}" (${jack.name})`;
      return tagged.length === 0
        ? `${name} carries ${carries}: any switch or access point can be plugged in there.`
        : `${name} carries ${carries}: what is plugged in there, a managed switch or an access point, must know these VLANs.`;
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
    value.kind === 'device' ? value.name : `all of ${value.network}`;
  const ports = opening.ports.map(
    (port) => `${port.protocol} ${port.first === port.last ? port.first : `${port.first}-${port.last}`}`,
  );
  return `${side(opening.from)} may open connections to ${side(opening.to)} (${ports.join(', ')}).`;
}

function bootNotes({ loader }: BootPlan): string[] {
  return loader.kind === 'grub' && loader.disk === null
    ? [
        'No disk is named, so GRUB (the boot loader) is put on none ("nodev"): give disk.device, as /dev/disk/by-id/..., before a router is built from these files.',
      ]
    : [];
}

function loginNotes(answers: Answers): string[] {
  const { password, sshKeys, user } = answers.system.admin;
  return [
    sshKeys.length === 0 ? 'SSH: closed, no key was given.' : `SSH: ${user}, by key, from trusted networks.`,
    password.kind === 'none' ? 'Console: closed, no password was given.' : `Console: ${user}, by password.`,
  ];
}
