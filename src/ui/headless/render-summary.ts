import type { RouterPlan } from '../../plan/router-plan.ts';

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
    `${plan.identity.hostName}: written to ${directory}\n  ${files.join('  ')}`,
    `Internet: ${internet(plan)}`,
    ['Networks:', ...plan.networks.map((network) => `  ${networkLine(network, longestName(plan))}`)].join('\n'),
    table === ''
      ? 'Interrupts: the machine is not known, so there is no table; the script finds them when it runs.'
      : `Interrupts as they stand now (the script finds them anew at each start):\n${table}`,
    ['Good to know:', ...plan.notes.flatMap(bullet)].join('\n'),
  ];
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function internet(plan: RouterPlan): string {
  const { wan } = plan;
  const line = { pppoe: 'PPPoE', dhcp: 'DHCP', static: 'fixed address' }[wan.line.kind];
  const vlan = wan.vlan === null ? 'untagged' : `VLAN ${wan.vlan.id}`;
  const ipv6 = wan.prefixLength === null ? 'no IPv6' : `IPv6 /${wan.prefixLength}`;
  return `${line} on ${wan.jack}, ${vlan}, ${ipv6}`;
}

function longestName(plan: RouterPlan): number {
  return Math.max(...plan.networks.map((network) => network.name.length));
}

function networkLine(network: RouterPlan['networks'][number], width: number): string {
  const address = `${network.ipv4.address}/${network.ipv4.prefixLength}`;
  const pool = network.dhcp === null ? 'no DHCP' : `DHCP ${network.dhcp.from} - ${network.dhcp.to}`;
  return `${network.name.padEnd(width)} ${network.zone.padEnd(8)} ${address.padEnd(18)} ${pool}`;
}

/** A bullet of at most 79 columns. */
function bullet(text: string): string[] {
  const lines: string[] = [];
  let line = '  -';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > 78 && line.length > 3) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
