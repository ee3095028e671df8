import type { DevicePlan, NetworkPlan, RouterPlan } from '../../plan/router-plan.ts';
import { lineWords } from './picture.ts';

/** What changes from one router to another, a sentence each, most important first; empty where only the wording of the files does. */
export function changeWords(from: RouterPlan, to: RouterPlan, secrets: readonly string[]): readonly string[] {
  return [
    ...lineChanges(from, to),
    ...secretChanges(secrets),
    ...networkChanges(from, to),
    ...jackChanges(from, to),
    ...deviceChanges(from.devices, to.devices),
    ...(same(from.firewall.openings, to.firewall.openings) ? [] : ['Who may reach whom changes: see the table.']),
    ...(same(from.firewall.forwards, to.firewall.forwards)
      ? []
      : ['The port forwards (doors from the Internet) change: see the table.']),
    ...loginChanges(from, to),
    ...moved('The name of the router', from.identity.hostName, to.identity.hostName),
    ...moved('The domain', from.identity.domain, to.identity.domain),
    ...moved('The time zone', from.identity.timeZone, to.identity.timeZone),
    ...moved('The NixOS release', from.identity.release, to.identity.release),
    ...(same(from.dns.upstream, to.dns.upstream) ? [] : ['Other name servers are asked for names of the Internet.']),
    ...(same(from.shaper, to.shaper)
      ? []
      : [to.shaper === null ? 'The line is not shaped any more.' : `The line is shaped: ${rates(to.shaper)}.`]),
    ...(same(from.tuning, to.tuning) ? [] : ['The interrupts of the jacks are spread in another way.']),
    ...((from.offload === null) === (to.offload === null)
      ? []
      : [to.offload === null ? 'The fast path is off.' : 'The fast path is on.']),
  ];
}

/** What the person sees of it while it happens: whether the line drops, and whether their own connection does. */
export type Disturbance = {
  /** Devices that are made anew, as deviceChanges found them. */
  readonly deleted: readonly string[];
  /** Units that are started anew. */
  readonly units: readonly string[];
  /** Address of the router that this session came to (SSH); null at its own console. */
  readonly session: string | null;
};

/** Sentences about what breaks while the change is made; empty where nothing does. */
export function disturbanceWords(from: RouterPlan, to: RouterPlan, disturbance: Disturbance): readonly string[] {
  const { deleted, units, session } = disturbance;
  const lost =
    deleted.includes(from.wan.parent) || units.some((unit) => /^(pppd-wan|isp-dhcp|isp-login)\.service$/.test(unit));
  const hidden = from.wan.jack !== to.wan.jack || from.wan.mac !== to.wan.mac || from.wan.device !== to.wan.device;
  const came = from.networks.find(({ ipv4 }) => ipv4.address === session) ?? null;
  const goes = to.networks.find(({ name }) => name === came?.name) ?? null;
  return [
    ...(lost || hidden ? ['The line to the Internet drops, and comes back within a minute.'] : []),
    ...(came === null ? [] : ownConnection(came, goes, deleted)),
  ];
}

function ownConnection(came: NetworkPlan, goes: NetworkPlan | null, deleted: readonly string[]): readonly string[] {
  if (goes === null)
    return [`You came by ${came.name}, which goes away: your connection ends. Keep the change from another network.`];
  if (goes.ipv4.address !== came.ipv4.address)
    return [`Your connection ends: ${came.name} moves. Connect again to ${goes.ipv4.address} and say "naar confirm".`];
  if (goes.zone !== 'trusted')
    return [`Your connection ends: ${came.name} may not log in any more. Keep the change from a trusted network.`];
  if (deleted.includes(came.name) || !same(came.link, goes.link))
    return [`Your connection over ${came.name} breaks for some seconds; if it does not come back, connect again.`];
  return [];
}

function lineChanges(from: RouterPlan, to: RouterPlan): readonly string[] {
  const words = moved(
    'The line',
    `${from.wan.jack}, ${lineWords(from, null)}`,
    `${to.wan.jack}, ${lineWords(to, null)}`,
  );
  return words.length > 0 || same(from.wan, to.wan) ? words : ['The line to the Internet is set up in another way.'];
}

function secretChanges(secrets: readonly string[]): readonly string[] {
  const login = secrets.some((name) => /^(pppoe|dhcp-option)/.test(name));
  return [
    ...(login ? ['The login for the provider changes.'] : []),
    ...(secrets.includes('admin-password-hash') ? ['The password of the admin changes.'] : []),
  ];
}

function networkChanges(from: RouterPlan, to: RouterPlan): readonly string[] {
  const old = new Map(from.networks.map((network) => [network.name, network]));
  const kept = new Set(to.networks.map(({ name }) => name));
  return [
    ...from.networks.filter(({ name }) => !kept.has(name)).map(({ name }) => `The network ${name} goes away.`),
    ...to.networks.flatMap((network) => {
      const before = old.get(network.name);
      const address = ({ ipv4 }: NetworkPlan) => `${ipv4.address}/${ipv4.prefixLength}`;
      if (before === undefined) return [`New network ${network.name} (${network.zone}), ${address(network)}.`];
      if (same(before, network)) return [];
      const parts = [
        ...moved(`The address of ${network.name}`, address(before), address(network)),
        ...moved(`The zone of ${network.name}`, before.zone, network.zone),
        ...(same(before.link, network.link) ? [] : [`${network.name} is carried by other jacks or another VLAN.`]),
        ...(same(before.dhcp, network.dhcp) ? [] : [`${network.name} hands out other addresses.`]),
      ];
      return parts.length > 0 ? parts : [`${network.name} changes in a detail.`];
    }),
  ];
}

function jackChanges(from: RouterPlan, to: RouterPlan): readonly string[] {
  const job = (plan: RouterPlan, jack: string) => plan.jacks.find(({ name }) => name === jack)?.job ?? 'none';
  const does = { wan: 'leads to the Internet', networks: 'serves the home', none: 'is off' } as const;
  return to.jacks.flatMap(({ name }) =>
    job(from, name) === job(to, name) ? [] : [`The jack ${name} ${does[job(to, name)]} from now on.`],
  );
}

function deviceChanges(from: readonly DevicePlan[], to: readonly DevicePlan[]): readonly string[] {
  const old = new Map(from.map((device) => [device.name, device]));
  const kept = new Set(to.map(({ name }) => name));
  const gone = from.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
  const fresh = to.filter(({ name }) => !old.has(name)).map(({ name }) => name);
  const other = to.filter((device) => old.has(device.name) && !same(old.get(device.name), device));
  return [
    ...some('No longer known by name', gone),
    ...some('Known by name from now on', fresh),
    ...some(
      'Changed devices',
      other.map(({ name }) => name),
    ),
  ];
}

function loginChanges(from: RouterPlan, to: RouterPlan): readonly string[] {
  return [
    ...moved('The name to log in with', from.admin.user, to.admin.user),
    ...(same(from.admin.sshKeys, to.admin.sshKeys)
      ? []
      : [to.admin.sshKeys.length === 0 ? 'SSH is closed.' : 'The keys that may log in by SSH change.']),
    ...(from.admin.passwordHashFile !== null && to.admin.passwordHashFile === null
      ? ['There is no login password any more.']
      : []),
  ];
}

function some(words: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return [`${words}: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}.`];
}

function moved(what: string, from: string, to: string): readonly string[] {
  return from === to ? [] : [`${what}: ${from} becomes ${to}.`];
}

function rates({ down, up }: { readonly down: number; readonly up: number }): string {
  return `${down / 1e6} Mbit/s down, ${up / 1e6} up`;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
