import { error, type Finding, shown } from '../finding.ts';
import type { DeviceInquiry, Inquiry } from '../inquiry.ts';
import { didYouMean } from '../nearest.ts';
import { parsePorts } from '../quantities.ts';

/** Openings across networks: each names one peer, in another network. */
export function* allowFindings(inquiry: Inquiry): Generator<Finding> {
  const homes = new Map(inquiry.devices.map((device) => [device.name, device.answer.network]));
  for (const device of inquiry.devices) {
    for (const [index, allow] of (device.answer.allow ?? []).entries()) {
      if (allow === undefined) continue;
      const at = [...device.path, 'allow', index];
      if (allow.port !== undefined && parsePorts(allow.port) === null) yield portsFault([...at, 'port'], allow.port);
      const ways = (['from', 'to'] as const).filter((way) => allow[way] !== undefined);
      const [way] = ways;
      if (ways.length !== 1 || way === undefined) {
        const broken = inquiry.lost([...at, 'from']) || inquiry.lost([...at, 'to']);
        if (!broken)
          yield error(
            at,
            ways.length === 0
              ? 'An opening needs the other side: who may be reached, or who may reach this device.'
              : 'An opening goes one way: from or to, not both.',
            'from: NETWORK or DEVICE, or to: NETWORK or DEVICE',
          );
        continue;
      }
      yield* peerFindings(device, allow[way] ?? '', [...at, way], homes, inquiry);
    }
  }
}

function* peerFindings(
  device: DeviceInquiry,
  peer: string,
  at: Finding['path'],
  homes: Map<string, string | undefined>,
  inquiry: Inquiry,
): Generator<Finding> {
  const names = inquiry.networks.map((network) => network.name);
  const home = device.answer.network;
  if (names.includes(peer)) {
    if (peer === home)
      yield error(
        at,
        `${device.name} is in ${peer} itself, and devices inside one network always reach each other.`,
        'another network, or a device in one',
      );
  } else if (homes.has(peer)) {
    if (peer === device.name) yield error(at, 'A device needs no opening to itself.', 'another network or device');
    else if (home !== undefined && homes.get(peer) === home) {
      yield error(
        at,
        `${peer} is in ${home} too, and devices inside one network always reach each other.`,
        'a network or device elsewhere',
      );
    }
  } else if (names.length > 0 && !inquiry.lost(['networks', peer]) && !inquiry.lost(['devices', peer])) {
    const known = [...names, ...homes.keys()];
    yield error(
      at,
      `There is no network or device ${shown(peer)}.${didYouMean(peer, known)}`,
      'the name of a network or of a device',
    );
  }
}

/** The objection to a port that is out of range or a range that runs backwards. */
export function portsFault(at: Finding['path'], value: number | string): Finding {
  return error(
    at,
    `${shown(value)} is not a port or a range of ports.`,
    'a port from 1 to 65535, or a range such as "6000-6010", lower port first',
  );
}
