import { either, error, type Finding, keyError, shown, warning } from '../finding.ts';
import type { Inquiry, PortInquiry } from '../inquiry.ts';
import { macFault } from '../mac-address.ts';
import { didYouMean } from '../nearest.ts';

/** The jacks: labels that can be read, and each of them one jack that the machine has. */
export function* portFindings(inquiry: Inquiry): Generator<Finding> {
  const { ports, draft } = inquiry;
  const owners = new Map<string, string>();
  if (draft.ports !== undefined && inquiry.order(['ports']).length === 0) {
    yield error(
      ['ports'],
      'There is no jack; a router needs one for the Internet and one for its networks.',
      'LABEL: { mac: "00:0d:b9:00:00:01" }',
    );
  }
  for (const port of ports) {
    if (!/^[^\p{C}\p{Zl}\p{Zp}]{1,32}$/u.test(port.label) || port.label.trim() === '') {
      yield keyError(port.path, `${shown(port.label)} is not a label.`, 'a text of 1 to 32 printable characters');
    }
    yield* jackFindings(port, inquiry);
    const identity = port.jack?.mac ?? (port.answer.mac?.toLowerCase() || port.answer.name);
    const owner = identity === undefined ? undefined : owners.get(identity);
    if (owner !== undefined)
      yield error(port.path, `This is the same jack as ${shown(owner)}.`, 'a jack of its own for each label');
    else if (identity !== undefined) owners.set(identity, port.label);
  }
  yield* joblessFindings(inquiry);
}

/** Jacks that nothing refers to; only where every reference is sound, for a mistyped one may have meant them. */
function* joblessFindings({ ports, networks, draft, whole }: Inquiry): Generator<Finding> {
  const labels = new Set(ports.map((port) => port.label));
  const jobs = [draft.wan?.port, ...networks.flatMap((network) => Object.keys(network.answer.ports ?? {}))];
  const sound =
    networks.length > 0 &&
    whole(['networks']) &&
    networks.every(({ path, answer }) => Object.keys(answer.ports ?? {}).length > 0 && whole([...path, 'ports'])) &&
    jobs.every((label) => label !== undefined && labels.has(label));
  if (!sound) return;
  for (const { label, path } of ports) {
    if (!jobs.includes(label)) yield warning(path, `The jack ${shown(label)} has no job: it will stay down.`);
  }
}

function* jackFindings({ path, answer, jack }: PortInquiry, { facts, where }: Inquiry): Generator<Finding> {
  const fault = answer.mac === undefined ? null : macFault(answer.mac);
  if (fault !== null) yield error([...path, 'mac'], fault);
  if (facts === null) {
    if (answer.name === undefined) return;
    const words = `Which jack ${shown(answer.name)} is can only be told on the machine itself.`;
    const allowed = 'the MAC address of the jack, { mac: ... }, or a known machine (--machine)';
    // `check` is also run at a desk: there the name is taken on trust.
    yield where === 'check' ? warning([...path, 'name'], words, allowed) : error([...path, 'name'], words, allowed);
  } else if (jack === null && fault === null && (answer.mac ?? answer.name) !== undefined) {
    const has = facts.jacks.map((one) => `${one.name} (${one.mac})`);
    yield error(
      [...path, answer.mac === undefined ? 'name' : 'mac'],
      `This machine has no jack ${answer.mac ?? shown(answer.name)}.`,
      has.length === 0 ? 'a machine with jacks: this one has none' : `its jacks are ${either(has, 'and')}`,
    );
  }
}

/** The label of a jack that another answer refers to. */
export function* labelFindings(
  label: string,
  path: Finding['path'],
  at: 'key' | 'value',
  { ports, lost }: Inquiry,
): Generator<Finding> {
  if (ports.length === 0 || ports.some((port) => port.label === label) || lost(['ports', label])) return;
  const known = ports.map((port) => port.label);
  yield {
    ...error(path, `No jack is labelled ${shown(label)}.${didYouMean(label, known)}`, either(known.map(shown))),
    at,
  };
}
