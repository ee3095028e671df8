import type { FirewallPlan } from '../../src/plan/firewall-plan.ts';
import type { Agent, Probe, ProbeResult } from './agent.ts';
import { may, type Place } from './policy.ts';

/** IPv4 or IPv6. */
export type Family = 4 | 6;

/** One question to a firewall: a connection that is tried, and what must come of it. */
export type Cell = {
  readonly says: string;
  readonly probe: Probe;
  /** `heard`: let in, where what listens does not answer strangers' words; so anything but a refusal. */
  readonly expect: 'open' | 'refused' | 'silent' | 'heard';
  /** Who must have answered. */
  readonly host?: string;
  /** Source addresses that the far end may see. */
  readonly seen?: readonly string[];
  /** What the sender is told when refused. */
  readonly error?: string;
};

/** Where a matrix is asked: who lives there, and by which addresses they call each other. */
export type Ground = {
  readonly plan: FirewallPlan;
  readonly from: readonly Place[];
  readonly to: readonly Place[];
  readonly families: readonly Family[];
  readonly ports: { readonly tcp: readonly number[]; readonly udp: readonly number[] };
  readonly namespace: (place: Place) => string;
  /** Address of `to` as `from` would call it. */
  readonly address: (to: Place, from: Place, family: Family) => string;
  /** Address that `from` speaks from; null where the kernel shall choose. */
  readonly source: (from: Place, to: Place, family: Family) => string | null;
  /** Addresses of the router that `to` may see in place of its visitor's: those of a network, or of the WAN for the Internet. */
  readonly masks: (to: Place) => readonly string[];
  /** Name of what answers at the router; `deaf` for a daemon that hears and does not answer. */
  readonly atRouter: (protocol: 'tcp' | 'udp', port: number) => string | 'deaf';
  /** Words of a real daemon instead of the probe's name, by port. */
  readonly say?: (protocol: 'tcp' | 'udp', port: number) => Probe['say'];
};

/** Every ordered pair of places, every port, both protocols, every family; what must come of it by the plan and `may`. */
export function matrix(ground: Ground): Cell[] {
  return ground.from.flatMap((from) =>
    ground.to.flatMap((to) => {
      // within one network the router is not asked
      if (from.network === to.network || (from.network === 'internet' && to.network === 'upstream')) return [];
      return ground.families.flatMap((family) =>
        (['tcp', 'udp'] as const).flatMap((protocol) =>
          ground.ports[protocol].flatMap((port) => cellOf(ground, from, to, family, protocol, port)),
        ),
      );
    }),
  );
}

function cellOf(
  ground: Ground,
  from: Place,
  to: Place,
  family: Family,
  protocol: 'tcp' | 'udp',
  port: number,
): readonly Cell[] {
  const { plan } = ground;
  if (from.network === 'internet' && to.network === 'router' && forwarded(plan, protocol, port)) return [];
  const redirected = port === 53 && to.network !== 'router' && redirects(plan, from);
  const answering = redirected || to.network === 'router' ? ground.atRouter(protocol, port) : nameOf(to);
  const allowed = redirected || may(plan, from, to, protocol, port);
  const source = ground.source(from, to, family);
  const say = ground.say?.(protocol, port);
  const seen = redirected ? undefined : expectedSource(ground, from, to, family);
  return [
    {
      says: `${from.name} to ${to.name}, ${protocol} ${port}, IPv${family}`,
      probe: {
        from: ground.namespace(from),
        to: ground.address(to, from, family),
        protocol,
        port,
        ...(source === null ? {} : { source }),
        ...(say === undefined ? {} : { say }),
      },
      expect: allowed ? (answering === 'deaf' ? 'heard' : 'open') : from.network === 'internet' ? 'silent' : 'refused',
      host: answering,
      ...(seen === undefined ? {} : { seen }),
    },
  ];
}

/** Upstream addresses are further ones of the Internet's host. */
function nameOf(place: Place): string {
  return place.network === 'upstream' ? 'internet' : place.name;
}

function forwarded(plan: FirewallPlan, protocol: 'tcp' | 'udp', port: number): boolean {
  return plan.forwards.some(
    (forward) => forward.protocol === protocol && forward.first <= port && port <= forward.last,
  );
}

function redirects(plan: FirewallPlan, from: Place): boolean {
  return plan.zones.some(({ network, dnsRedirect }) => network === from.network && dnsRedirect);
}

/** Which source addresses the far end may see; undefined where it does not matter. */
function expectedSource(ground: Ground, from: Place, to: Place, family: Family): readonly string[] | undefined {
  if (from.network === 'internet' || from.network === 'router' || to.network === 'router') return undefined;
  const own = ground.source(from, to, family);
  const outside = to.network === 'internet' || to.network === 'upstream';
  const masked = outside
    ? family === 4
    : ground.plan.masqueradeTo.some((device) => device.mac === to.mac && device.network === to.network);
  return masked ? ground.masks(to) : own === null ? undefined : [own];
}

/** How long silence is waited for, in seconds, when all is asked at once, and when what differed is asked again. */
export type Patience = { readonly first: number; readonly again: number };

/**
 * Asks all at once; what differs is asked again alone and with patience, so that a busy machine is no finding. Gives
 * what is wrong, in words.
 */
export async function askAll(agent: Agent, cells: readonly Cell[], patience: Patience): Promise<string[]> {
  const complaints = await askOnce(agent, cells, patience.first);
  const doubtful = cells.filter((_, index) => complaints[index] !== null).slice(0, 40);
  if (doubtful.length === 0) return [];
  return (await askOnce(agent, doubtful, patience.again)).flatMap((text) => text ?? []);
}

/** Asks all at once, and no second time: for what the first question itself changes. One complaint or null for each cell. */
export async function askOnce(agent: Agent, cells: readonly Cell[], settle: number): Promise<(string | null)[]> {
  const results = await agent.probe(
    cells.map(({ probe }) => probe),
    settle,
  );
  return cells.map((cell, index) => complaint(cell, results[index]!));
}

function complaint(cell: Cell, result: ProbeResult): string | null {
  const got = `${result.state}${result.host === null ? '' : ` at ${result.host}`}${result.seen === null ? '' : ` as ${result.seen}`}${result.error === null ? '' : ` (${result.error})`}`;
  const wrong =
    (cell.expect === 'heard' ? result.state === 'refused' : result.state !== cell.expect) ||
    (cell.expect === 'open' && cell.host !== undefined && cell.host !== result.host) ||
    (cell.expect === 'open' && cell.seen !== undefined && !cell.seen.includes(result.seen ?? '')) ||
    (cell.error !== undefined && cell.error !== result.error) ||
    (cell.expect === 'refused' &&
      cell.probe.protocol === 'tcp' &&
      cell.error === undefined &&
      result.error !== 'ECONNREFUSED');
  return wrong
    ? `${cell.says}: expected ${cell.expect}${cell.host === undefined ? '' : ` at ${cell.host}`}${cell.seen === undefined ? '' : ` as ${cell.seen}`}, got ${got}`
    : null;
}
