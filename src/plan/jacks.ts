import type { Facts } from '../facts/facts.ts';
import type { Answers, NetworkAnswers } from '../interview/answers.ts';
import type { JackPlan } from './router-plan.ts';

/** Room that PPPoE takes of a frame (RFC 4638): a jack at 1508 carries sessions of 1500. */
const pppoeOverhead = 8;

/**
 * Every jack of the box with its job, in the order of the sockets. Names are the
 * kernel's, or `jack1`, `jack2`, … where the machine is not known (without those
 * that a network bears already); either way a link file pins them to the permanent MAC.
 */
export function planJacks(facts: Facts | null, answers: Answers): readonly JackPlan[] {
  const free = freeNames(answers);
  const used = [...answers.ports].map(([label, port], index) =>
    planned(label, port.name ?? free[index] ?? '', port.mac, answers),
  );
  const chips = new Map(facts?.jacks.map((jack) => [jack.mac, jack.chip]) ?? []);
  const order = facts?.jacks.map((jack) => jack.mac) ?? [];
  const unused = (facts?.jacks ?? [])
    .filter((jack) => !used.some((other) => other.mac === jack.mac))
    .map((jack): JackPlan => ({ ...idle, name: jack.name, mac: jack.mac }));
  return [...used, ...unused]
    .map((jack) => ({ ...jack, chip: chips.get(jack.mac) ?? null }))
    .sort((a, b) => order.indexOf(a.mac) - order.indexOf(b.mac));
}

/** As many made-up names as there are jacks: a network and a jack are devices of the same kernel. */
function freeNames({ ports, networks }: Answers): readonly string[] {
  const names = Array.from({ length: ports.size + networks.size }, (_, index) => `jack${index + 1}`);
  return names.filter((name) => !networks.has(name));
}

const idle: JackPlan = { name: '', mac: '', label: null, chip: null, job: 'none', vlans: [], bridge: null, mtu: null };

function planned(label: string, name: string, mac: string, answers: Answers): JackPlan {
  const jack = { ...idle, name, mac, label };
  if (answers.wan.port === label) {
    const { vlan } = answers.wan;
    return { ...jack, job: 'wan', vlans: vlan === null ? [] : [{ device: 'wan', id: vlan }], mtu: wanJackMtu(answers) };
  }
  const members = [...answers.networks].filter(([, network]) => network.ports.has(label));
  if (members.length === 0) return jack;
  const vlans = members.flatMap(([networkName, network]) =>
    network.ports.get(label) === 'tagged' && network.vlan !== null
      ? [{ device: vlanDevice(networkName, network, name), id: network.vlan }]
      : [],
  );
  const bridge = members.find(([, network]) => network.ports.get(label) === 'untagged')?.[0] ?? null;
  return { ...jack, job: 'networks', vlans, bridge };
}

/** A network tagged on one jack is the VLAN device itself; else its VLAN is a member JACK.ID of a bridge. */
export function vlanDevice(network: string, answers: NetworkAnswers, jack: string): string {
  return isPlainVlan(answers) ? network : `${jack}.${answers.vlan}`;
}

/**
 * Tagged on one jack and nowhere else: then no bridge is needed, and the VLAN device is the network
 * (contract, "Links").
 */
export function isPlainVlan(network: NetworkAnswers): boolean {
  return network.ports.size === 1 && [...network.ports.values()][0] === 'tagged';
}

/** MTU that jack and VLAN need below PPPoE; null where the usual 1500 will do. */
export function wanJackMtu(answers: Answers): number | null {
  if (answers.wan.type !== 'pppoe') return null;
  const session = answers.wan.pppoe.mtu === 'auto' ? 1500 : answers.wan.pppoe.mtu;
  return session + pppoeOverhead > 1500 ? session + pppoeOverhead : null;
}
