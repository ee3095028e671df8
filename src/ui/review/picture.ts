import type { JackPlan, NetworkPlan, RouterPlan } from '../../plan/router-plan.ts';
import { wrap } from '../wrap.ts';

/**
 * The router drawn in ASCII: the line above, the box with its jacks, what leaves by
 * each of them, and the networks. At most 79 columns.
 */
export function routerPicture(plan: RouterPlan, provider: string | null): readonly string[] {
  const names = plan.jacks.map(({ name }) => name.length);
  const width = Math.max(8, ...names);
  return [
    `${' '.repeat(12)}Internet`,
    `${' '.repeat(12)}   |`,
    ...wrap(lineWords(plan, provider), 60).map((text) => `${' '.repeat(12)}   |  ${text}`),
    `${' '.repeat(12)}   |`,
    `+--------------+${'-'.repeat(62)}`,
    `| ${plan.identity.hostName.slice(0, 76)}`,
    '|',
    ...plan.jacks.flatMap((jack) => jackLines(plan, jack, width)),
    `+${'-'.repeat(77)}`,
    ...plan.networks.map(networkLine),
  ];
}

/** `edpnet: PPPoE on VLAN 10, user someone@EDPNET, IPv6 /56` */
export function lineWords({ wan }: RouterPlan, provider: string | null): string {
  const kind =
    wan.line.kind === 'pppoe'
      ? `PPPoE, user ${wan.line.username}`
      : wan.line.kind === 'dhcp'
        ? 'DHCP'
        : `fixed address ${wan.line.address}`;
  const parts = [
    kind,
    wan.vlan === null ? 'no VLAN' : `VLAN ${wan.vlan.id}`,
    wan.prefixLength === null ? 'no IPv6' : `IPv6 /${wan.prefixLength}`,
    ...(wan.mac === null ? [] : [`shown as ${wan.mac}`]),
  ];
  return `${provider === null ? '' : `${provider}: `}${parts.join(', ')}`;
}

function jackLines(plan: RouterPlan, jack: JackPlan, width: number): readonly string[] {
  const front = `| [${jack.name}]${' '.repeat(width - jack.name.length)} `;
  const [first = '', ...more] = wrap(jackWords(plan, jack), 78 - front.length);
  return [`${front}${first}`, ...more.map((text) => `|${' '.repeat(front.length - 1)}${text}`)];
}

function jackWords(plan: RouterPlan, jack: JackPlan): string {
  if (jack.job === 'none') return 'off';
  if (jack.job === 'wan') return 'to the Internet: modem, ONT or wall socket';
  const plain = jack.bridge === null ? [] : [`${jack.bridge} plain`];
  const tagged = jack.vlans.map(({ device, id }) => `${networkOf(plan, device)} as VLAN ${id}`);
  const what =
    tagged.length === 0
      ? 'any switch or access point'
      : plain.length === 0
        ? 'a switch or access point that knows VLANs'
        : 'anything; for the VLANs a switch or access point that knows them';
  return `${[...plain, ...tagged].join(', ')} -> ${what}`;
}

function networkOf({ networks }: RouterPlan, device: string): string {
  const owner = networks.find(
    ({ name, link }) => name === device || (link.kind === 'bridge' && link.members.includes(device)),
  );
  return owner?.name ?? device;
}

function networkLine({ name, zone, ipv4, dhcp }: NetworkPlan): string {
  const pool = dhcp === null ? 'hands out no addresses' : `hands out ${dhcp.from} - ${ending(dhcp.from, dhcp.to)}`;
  return `${name.padEnd(15)} ${zone.padEnd(8)} ${`${ipv4.address}/${ipv4.prefixLength}`.padEnd(18)} ${pool}`;
}

/** The last address of a pool without what it shares with the first: `.254`. */
function ending(from: string, to: string): string {
  const shared = from.slice(0, from.lastIndexOf('.'));
  return to.startsWith(`${shared}.`) ? to.slice(shared.length) : to;
}
