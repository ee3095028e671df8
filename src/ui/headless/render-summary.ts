import type { RouterPlan } from '../../plan/router-plan.ts';
import { wrapped } from '../wrap.ts';
import { ascii } from './ascii.ts';

/** What `naar render` says when it is done: where the files are, what was built, and what to do next. */
export function renderSummary(plan: RouterPlan, directory: string, table: string, withSecrets: boolean): string {
  const files = [
    'configuration.nix',
    'irq-tuning.sh',
    'answers.yaml',
    'local.nix',
    ...(withSecrets ? ['secrets/'] : []),
  ];
  const parts = [
    [...wrapped(`The files of ${plan.identity.hostName} are in ${directory}:`), `  ${files.join('  ')}`].join('\n'),
    internet(plan),
    [
      'Networks:',
      ...plan.networks.flatMap((network) => wrapped(networkLine(network, longestName(plan)), '  ', '      ')),
    ].join('\n'),
    table === ''
      ? wrapped('Interrupts: the machine is not known; irq-tuning.sh finds them when it runs.').join('\n')
      : `${interrupts}\n${table}`,
    ['Good to know:', ...plan.notes.flatMap((note) => wrapped(ascii(note), '  - ', '    '))].join('\n'),
  ];
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

const interrupts = [
  'Interrupts, and the CPU that is to serve each (irq-tuning.sh finds them anew at',
  'each start). RPS: further CPUs that share what arrives, as a bit mask.',
].join('\n');

function internet(plan: RouterPlan): string {
  const { wan } = plan;
  const line = { pppoe: 'PPPoE', dhcp: 'DHCP', static: 'fixed address' }[wan.line.kind];
  const label = plan.jacks.find((jack) => jack.job === 'wan')?.label;
  const vlan = wan.vlan === null ? 'untagged' : `VLAN ${wan.vlan.id}`;
  const ipv6 = wan.prefixLength === null ? 'no IPv6' : `IPv6 with a prefix of /${wan.prefixLength}`;
  return wrapped(
    `Internet: ${line} on the jack "${ascii(label ?? '')}" (${wan.jack}), ${vlan}, ${ipv6}`,
    '',
    '  ',
  ).join('\n');
}

function longestName(plan: RouterPlan): number {
  return Math.max(...plan.networks.map((network) => network.name.length));
}

function networkLine(network: RouterPlan['networks'][number], width: number): string {
  const address = `${network.ipv4.address}/${network.ipv4.prefixLength}`;
  const pool = network.dhcp === null ? 'no DHCP' : `DHCP ${network.dhcp.from} - ${network.dhcp.to}`;
  return `${network.name.padEnd(width)} ${network.zone.padEnd(8)} ${address.padEnd(18)} ${pool}`;
}
