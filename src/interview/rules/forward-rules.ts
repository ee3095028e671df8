import type { PortRange } from '../answers.ts';
import { error, type Finding, shown } from '../finding.ts';
import type { Inquiry } from '../inquiry.ts';
import { contains, parseIpv4 } from '../ipv4.ts';
import { didYouMean } from '../nearest.ts';
import { parsePorts } from '../quantities.ts';
import { portsFault } from './allow-rules.ts';

/** Ports that the router answers or needs itself; a forward would take them away from it. */
const ownPorts: readonly { protocol: 'tcp' | 'udp'; port: number; service: string }[] = [
  { protocol: 'tcp', port: 22, service: 'SSH' },
  { protocol: 'tcp', port: 53, service: 'DNS' },
  { protocol: 'udp', port: 53, service: 'DNS' },
  { protocol: 'udp', port: 67, service: 'DHCP' },
  { protocol: 'udp', port: 68, service: 'DHCP' },
  { protocol: 'udp', port: 123, service: 'NTP' },
  { protocol: 'udp', port: 5353, service: 'mDNS' },
];

type Taken = { ports: PortRange; protocol: string; index: number };

/** Ports opened from the Internet: to a known target, and each port once. */
export function* forwardFindings(inquiry: Inquiry): Generator<Finding> {
  const taken: Taken[] = [];
  for (const [index, forward] of (inquiry.draft.forwards ?? []).entries()) {
    if (forward === undefined) continue;
    const at = ['forwards', index];
    const ports = forward.port === undefined ? null : parsePorts(forward.port);
    if (forward.port !== undefined && ports === null) yield portsFault([...at, 'port'], forward.port);
    if (ports !== null && forward.protocol !== undefined) {
      yield* clashFindings({ ports, protocol: forward.protocol, index }, taken);
      taken.push({ ports, protocol: forward.protocol, index });
    }
    if (forward.toPort !== undefined && ports !== null && ports.first !== ports.last) {
      yield error(
        [...at, 'toPort'],
        'A range keeps its ports on the way in.',
        'no toPort; or one forward for each port',
      );
    }
    if (forward.to !== undefined) yield* targetFindings(forward.to, [...at, 'to'], inquiry);
  }
}

function* clashFindings({ ports, protocol, index }: Taken, taken: readonly Taken[]): Generator<Finding> {
  const at = ['forwards', index, 'port'];
  const meets = (other: string) => protocol === 'both' || other === 'both' || protocol === other;
  const own = ownPorts.find((one) => meets(one.protocol) && one.port >= ports.first && one.port <= ports.last);
  if (own !== undefined) {
    yield error(
      at,
      `Port ${own.port} belongs to the router's own ${own.service}.`,
      own.port === 22
        ? 'another port outside, such as 2222, with toPort: 22'
        : 'another port outside, with toPort where the device expects this one',
    );
  }
  const other = taken.find(
    (one) => meets(one.protocol) && one.ports.first <= ports.last && ports.first <= one.ports.last,
  );
  if (other !== undefined)
    yield error(at, `The same port is already forwarded by forwards[${other.index}].`, 'each port once');
}

function* targetFindings(to: string, at: Finding['path'], { devices, networks, lost }: Inquiry): Generator<Finding> {
  const device = devices.find((one) => one.name === to);
  const address = parseIpv4(to);
  if (device !== undefined) {
    if (device.answer.address === undefined && !lost([...device.path, 'address'])) {
      yield error(
        at,
        `The device ${to} has no address to forward to.`,
        `devices.${to}.address; DHCP then always gives it that one`,
      );
    }
  } else if (address === null) {
    if (lost(['devices', to])) return;
    yield error(
      at,
      `There is no device ${shown(to)}.${didYouMean(
        to,
        devices.map((one) => one.name),
      )}`,
      'a device with an address, or an IPv4 address in one of the networks',
    );
  } else {
    const known = networks.every((network) => network.subnet !== null);
    const subnet =
      networks.find((network) => network.subnet !== null && contains(network.subnet, address))?.subnet ?? null;
    if (subnet === null) {
      if (known)
        yield error(
          at,
          `${to} is in none of the networks.`,
          'a device with an address, or an IPv4 address in one of the networks',
        );
    } else if ([subnet.address, subnet.network, subnet.broadcast].includes(address)) {
      yield error(
        at,
        `${to} is ${address === subnet.address ? 'the router itself' : 'an address that no device can have'}.`,
        'the address of a device',
      );
    }
  }
}
