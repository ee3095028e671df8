import type { ClientIdentifier, DhcpClientAnswers } from '../interview/answers.ts';
import type { DhcpLine, DhcpOption } from './router-plan.ts';
import { dhcpOptionFile } from './secret-files.ts';

/**
 * A line with DHCP. networkd asks for the address where its own identifier is the right
 * one; it cannot send another, so with any other dhcpcd asks, whose packets get no priority of their own.
 */
export function planDhcp(dhcp: DhcpClientAnswers, controlPriority: number | null): DhcpLine {
  const { clientId, vendorClass, userClass, hostname } = dhcp;
  const named: readonly (readonly [number, ClientIdentifier | null])[] = [
    [60, vendorClass],
    [61, clientId],
    [77, userClass],
  ];
  const options = [...named, ...dhcp.options.map(({ code, value }) => [code, value] as const)]
    .flatMap(([code, value]) => (value === null ? [] : [planOption(code, value)]))
    .sort((a, b) => a.code - b.code);
  return clientId === null
    ? { kind: 'dhcp', client: 'networkd', hostname, options, controlPriority }
    : { kind: 'dhcp', client: 'dhcpcd', hostname, options, controlPriority: null };
}

function planOption(code: number, value: ClientIdentifier): DhcpOption {
  if (value.kind !== 'secret') return { code, value };
  const path = 'path' in value.source ? value.source.path : dhcpOptionFile(code);
  return { code, value: { kind: 'secretFile', path } };
}
