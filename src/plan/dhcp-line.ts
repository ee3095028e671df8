import type { DhcpClientAnswers, TextOrSecret } from '../interview/answers.ts';
import type { DhcpLine, DhcpOption } from './router-plan.ts';
import { dhcpOptionFile } from './secret-files.ts';

/**
 * A line with DHCP. `mac` is the MAC that the ISP sees. networkd asks for the address
 * where its own identifier (option 61: 01 and the MAC, RFC 2132 section 9.14) is the right
 * one; it cannot send another, so any other is sent by a client of ours, with all options.
 */
export function planDhcp(dhcp: DhcpClientAnswers, mac: string, controlPriority: number | null): DhcpLine {
  const clientId = dhcp.clientId === null ? null : identifier(dhcp.clientId, mac);
  const named: readonly (readonly [number, TextOrSecret | null])[] = [
    [60, dhcp.vendorClass],
    [77, dhcp.userClass],
  ];
  const options = [...named, ...dhcp.options.map(({ code, value }) => [code, value] as const)]
    .flatMap(([code, value]) => (value === null ? [] : [planOption(code, value)]))
    .concat(clientId === null ? [] : [clientId])
    .sort((a, b) => a.code - b.code);
  return {
    kind: 'dhcp',
    client: clientId === null ? 'networkd' : 'isp-dhcp',
    hostname: dhcp.hostname,
    options,
    controlPriority,
  };
}

/**
 * Option 61; null where it is what networkd sends anyway. A MAC with its separators means
 * the bytes, also the MAC of another box; without them only the line's own does, for
 * twelve digits may as well be a customer number.
 */
function identifier(clientId: TextOrSecret, mac: string): DhcpOption | null {
  if (clientId.kind === 'secret') return planOption(61, clientId);
  const digits = /^(?:01[:.-]?)?((?:[\da-f]{2}[:.-]?){5}[\da-f]{2})$/i.exec(clientId.text)?.[1];
  const named = digits?.toLowerCase().replace(/[:.-]/g, '');
  if (named === mac.toLowerCase().replaceAll(':', '')) return null;
  return named !== undefined && /[:.-]/.test(clientId.text)
    ? { code: 61, value: { kind: 'hex', digits: `01${named}` } }
    : planOption(61, clientId);
}

function planOption(code: number, value: TextOrSecret): DhcpOption {
  if (value.kind === 'text') return { code, value };
  const path = 'path' in value.source ? value.source.path : dhcpOptionFile(code);
  return { code, value: { kind: 'secretFile', path } };
}
