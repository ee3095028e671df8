import { error, type Finding, shown } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { contains, formatSubnet, isEdge, isHostAddress, parseIpv4, parseSubnet, type Subnet } from '../ipv4.ts';

/** A line with a fixed address: the address, and a gateway that it reaches. */
export function* staticFindings({ draft, lost }: Inquiry): Generator<Finding> {
  const path = ['wan', 'static'];
  const given = draft.wan?.static;
  if (given === undefined) {
    if (!lost(path))
      yield error(
        path,
        'This key is missing: a line of type static needs its address.',
        '{ address: 203.0.113.10/29, gateway: 203.0.113.9, dns: [9.9.9.9] }',
      );
    return;
  }
  const subnet = given.address === undefined ? null : lineSubnet(given.address);
  if (given.address !== undefined) yield* addressFindings(given.address, subnet, [...path, 'address']);
  if (given.gateway !== undefined) yield* gatewayFindings(given.gateway, subnet, [...path, 'gateway']);
  if (draft.dns?.upstream === 'isp' && (given.dns ?? []).length === 0 && !lost([...path, 'dns'])) {
    yield error(
      [...path, 'dns'],
      "dns.upstream is isp, but a static line is not told the provider's servers.",
      'dns: [ADDRESS], or dns.upstream: recursive',
    );
  }
}

/** The subnet of an address that a line can have; null where it cannot. */
function lineSubnet(address: string): Subnet | null {
  const subnet = parseSubnet(address);
  return subnet !== null && subnet.length >= 8 && subnet.length <= 31 && isHostAddress(subnet.address) ? subnet : null;
}

function* addressFindings(text: string, subnet: Subnet | null, at: Finding['path']): Generator<Finding> {
  if (subnet === null)
    yield error(
      at,
      `${shown(text)} is not an address with its prefix length.`,
      'an address such as 203.0.113.10/29, from /8 to /31',
    );
  else if (isEdge(subnet, subnet.address))
    yield error(
      at,
      `${shown(text)} is the first or last address of its subnet, which no host can have.`,
      `an address inside ${formatSubnet(subnet)}`,
    );
}

/** Judged by the subnet of the address, and not where that is at fault itself. */
function* gatewayFindings(text: string, subnet: Subnet | null, at: Finding['path']): Generator<Finding> {
  const gateway = parseIpv4(text);
  if (gateway === null) yield error(at, `${shown(text)} is not an IPv4 address.`, 'an address such as 203.0.113.9');
  if (gateway === null || subnet === null) return;
  const allowed = `another address inside ${formatSubnet(subnet)}`;
  if (gateway === subnet.address) yield error(at, "The gateway is the router's own address.", allowed);
  else if (!contains(subnet, gateway))
    yield error(at, `The gateway ${text} is not in the subnet of the line.`, allowed);
  else if (isEdge(subnet, gateway))
    yield error(at, `The gateway ${text} is the first or last address of its subnet, which no host can have.`, allowed);
}
