import type { RouterPlan } from '../../plan/router-plan.ts';
import { wrap } from '../wrap.ts';

/** Who may reach whom: a table of the networks, then what single devices may do, in words. */
export function reachLines(plan: RouterPlan): readonly string[] {
  const { networks } = plan;
  const width = Math.max(8, ...networks.map(({ name }) => name.length)) + 1;
  const head = ['from \\ to', 'Internet', 'router', ...networks.map(({ name }) => name)];
  const rows = networks.map(({ name, zone }) => [
    name,
    zone === 'isolated' ? 'profile' : 'all',
    zone === 'trusted' ? 'all' : 'basics',
    ...networks.map((other) =>
      other.name === name ? 'all' : zone === 'trusted' ? 'all' : openings(plan, name, other.name),
    ),
  ]);
  const wan = [
    'Internet',
    '-',
    '-',
    ...networks.map((network) => (hasForward(plan, network.ipv4.subnet) ? 'forwards' : '-')),
  ];
  const table = [head, ...rows, wan].map((row) =>
    `  ${row.map((cell) => cell.padEnd(width)).join(' ')}`.trimEnd().slice(0, 79),
  );
  return [
    ...table,
    '',
    ...wrap(
      'all: everything. profile: what the profile of the device names, nothing without one. basics: addresses, names and time. Devices inside one network always reach each other. IPv4 and IPv6 alike.',
    ),
    '',
    ...deviceLines(plan),
    ...forwardLines(plan),
  ];
}

function openings({ firewall }: RouterPlan, from: string, to: string): string {
  return firewall.openings.some((one) => one.from.network === from && one.to.network === to) ? 'openings' : '-';
}

/** A forward is drawn where its target lives; the subnets at home are all there is. */
function hasForward({ firewall, networks }: RouterPlan, subnet: string): boolean {
  return firewall.forwards.some(({ to }) => networks.some(({ ipv4 }) => ipv4.subnet === subnet && sameNet(ipv4, to)));
}

function sameNet(
  { address, prefixLength }: { readonly address: string; readonly prefixLength: number },
  other: string,
): boolean {
  const bits = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefixLength);
  return Math.floor(bits(address) / size) === Math.floor(bits(other) / size);
}

function deviceLines({ devices, firewall, networks }: RouterPlan): readonly string[] {
  if (devices.length === 0) return ['No device has a name of its own.'];
  const many = devices.length > 40;
  const lines = devices.slice(0, 40).flatMap(({ name, network, address }) => {
    const zone = networks.find((one) => one.name === network)?.zone;
    const rule = firewall.devices.find((one) => one.name === name);
    const internet =
      zone !== 'isolated'
        ? 'reaches what its network may'
        : rule === undefined || rule.internet.length === 0
          ? 'does not reach the Internet'
          : rule.internet === 'all'
            ? 'reaches all of the Internet'
            : `reaches the Internet on ${portWords(rule.internet)}`;
    return hanging(`${name} (${network}${address === null ? '' : `, always ${address}`}) ${internet}.`);
  });
  const doors = firewall.openings.flatMap((opening) =>
    hanging(`${side(opening.from)} may open ${portWords(opening.ports)} of ${side(opening.to)}.`),
  );
  return ['Devices', ...lines, ...(many ? [`  and ${devices.length - 40} more`] : []), ...doors];
}

function side(value: RouterPlan['firewall']['openings'][number]['from']): string {
  return value.kind === 'device' ? value.name : `everyone in ${value.network}`;
}

function forwardLines({ firewall }: RouterPlan): readonly string[] {
  if (firewall.forwards.length === 0) return [];
  return [
    '',
    'Doors from the Internet (IPv4)',
    ...firewall.forwards.flatMap(({ protocol, first, last, to, toPort }) =>
      hanging(
        `${protocol} ${first === last ? first : `${first}-${last}`} leads to ${to}${toPort === null ? '' : ` port ${toPort}`}.`,
      ),
    ),
  ];
}

function portWords(
  ports: readonly { readonly protocol: string; readonly first: number; readonly last: number }[],
): string {
  return ports
    .map(({ protocol, first, last }) => `${protocol} ${first === last ? first : `${first}-${last}`}`)
    .join(', ');
}

function hanging(text: string): readonly string[] {
  return wrap(text, 74).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`);
}
