import { error, type Finding, keyError, shown } from '../finding.ts';
import type { Inquiry, NetworkInquiry } from '../inquiry.ts';
import { labelFindings } from './port-rules.ts';

/** Which network comes out of which jack, and under which tag: no frame may belong to two networks. */
export function* taggingFindings(inquiry: Inquiry): Generator<Finding> {
  const { networks, draft } = inquiry;
  const untagged = new Map<string, string>();
  const tags = new Map<string, string>();
  const wanPort = draft.wan?.port;
  for (const network of networks) {
    const { path, answer, name } = network;
    const members = Object.entries(answer.ports ?? {});
    if (answer.ports !== undefined && inquiry.order([...path, 'ports']).length === 0) {
      yield error(
        [...path, 'ports'],
        `The network ${name} comes out of no jack.`,
        '{ LABEL: untagged } or { LABEL: tagged }',
      );
    }
    for (const [label, tagging] of members) {
      const at = [...path, 'ports', label];
      yield* labelFindings(label, at, 'key', inquiry);
      if (label === wanPort) {
        yield keyError(
          at,
          `The jack ${shown(label)} is the WAN; it cannot carry the network ${name} as well.`,
          'a jack of its own for the Internet',
        );
      } else if (tagging === 'untagged') {
        const owner = untagged.get(label);
        if (owner !== undefined)
          yield error(
            at,
            `The jack ${shown(label)} already carries the network ${owner} untagged.`,
            'one untagged network on a jack; tag the others',
          );
        else untagged.set(label, name);
      } else if (tagging === 'tagged') {
        yield* tagFindings(network, label, tags, inquiry);
      }
    }
  }
}

function* tagFindings(
  { name, path, answer }: NetworkInquiry,
  label: string,
  tags: Map<string, string>,
  { ports, lost }: Inquiry,
): Generator<Finding> {
  const at = [...path, 'ports', label];
  const { vlan } = answer;
  if (vlan === undefined || vlan === null) {
    if (!lost([...path, 'vlan']))
      yield error(
        at,
        `The network ${name} is tagged here, but has no VLAN number.`,
        `networks.${name}.vlan, from 1 to 4094; or untagged`,
      );
    return;
  }
  const owner = tags.get(`${vlan} ${label}`);
  if (owner !== undefined)
    yield error(
      [...path, 'vlan'],
      `VLAN ${vlan} on the jack ${shown(label)} already belongs to ${owner}.`,
      'a number of its own for each network on a jack',
    );
  else tags.set(`${vlan} ${label}`, name);
  const port = ports.find((one) => one.label === label);
  const jack = port?.jack?.name ?? port?.answer.name;
  const bridged = Object.keys(answer.ports ?? {}).length > 1;
  if (bridged && jack !== undefined && `${jack}.${vlan}`.length > 15) {
    yield error(
      at,
      `The VLAN device on this jack would be called ${jack}.${vlan}, and interface names end at 15 characters.`,
      'a lower VLAN number, or another jack',
    );
  }
}
