import { askAll, type Cell, type Ground, matrix } from '../../../namespaces/matrix.ts';
import type { Place } from '../../../namespaces/policy.ts';
import { check, keepFile, that } from '../guest.ts';
import { type House, hostOf, outside, withoutErrorLimit } from '../house.ts';
import { askedPorts, openedPorts } from '../ports.ts';
import { routeHome, world } from '../world.ts';
import { routerAddresses } from './delegation.ts';

const INTERNET: Place = { name: 'internet', network: 'internet', mac: null };
const UPSTREAM: Place = { name: 'upstream', network: 'upstream', mac: null };
const ROUTER: Place = { name: 'router', network: 'router', mac: null };

/**
 * Who may reach whom: every ordered pair of devices, the router, the Internet and a private network beyond it, both
 * protocols, both families, on the ports that the plan names and some that it does not. A line for each network that asks.
 */
export async function zoneMatrix(house: House): Promise<void> {
  routeHome(house.plan);
  await everyoneSpeaks(house);
  await withoutErrorLimit(async () => {
    for (const from of [...house.plan.networks.map(({ name }) => name), 'router', 'internet'])
      await check(`zones: from ${from}, in both families, every pair is as planned`, () => askFrom(house, from));
  });
}

async function askFrom(house: House, from: string): Promise<string> {
  const began = Date.now();
  const cells = [...globalCells(house, from), ...localCells(house, from)];
  that(cells.length > 0, 'nothing was asked');
  const wrong = await askAll(house.agent, cells, { first: 2, again: 5 });
  if (wrong.length > 0) {
    keepFile(`zones-from-${from}.txt`, wrong.join('\n'));
    throw new Error(
      `${wrong.length < 40 ? wrong.length : '40 or more'} of ${cells.length} are wrong: ${wrong.slice(0, 8).join('; ')}`,
    );
  }
  const count = (expect: Cell['expect']) => cells.filter((cell) => cell.expect === expect).length;
  const denied = count('refused') + count('silent');
  return `${cells.length} connections, ${count('open') + count('heard')} allowed and ${denied} denied, ${((Date.now() - began) / 1000).toFixed(1)} s`;
}

/** Addresses of the Internet, or those of DHCP. */
function globalCells(house: House, from: string): Cell[] {
  const places = house.stations.map(placeOf);
  return matrix({
    ...ground(house),
    from: [...places, ROUTER, INTERNET].filter(({ network }) => network === from),
    to: [...places, INTERNET, UPSTREAM, ROUTER],
    families: [4, 6],
    // DHCP of this kind is IPv4's: nobody listens on its port in IPv6
  }).filter(({ probe }) => probe.port !== 67 || !probe.to.includes(':'));
}

/** IPv6 once more between the addresses that never change (ULA), on the ports that openings name. */
function localCells(house: House, from: string): Cell[] {
  const { plan } = house;
  const places = house.stations.map(placeOf);
  const local = ground(house);
  return matrix({
    ...local,
    from: places.filter(({ network }) => network === from),
    to: [...places, ROUTER],
    families: [6],
    ports: openedPorts(plan.firewall),
    address: (to, asking, family) =>
      to === ROUTER ? local.address(to, asking, family) : house.address(to.name, 6, 'ula'),
    source: (asking) => house.address(asking.name, 6, 'ula'),
  }).map((cell) => ({ ...cell, says: `${cell.says} (ULA)` }));
}

function ground(house: House): Omit<Ground, 'from' | 'to' | 'families'> {
  const { plan, services } = house;
  const zone = (network: string) => plan.firewall.zones.find((one) => one.network === network);
  return {
    plan: plan.firewall,
    ports: askedPorts(plan.firewall),
    namespace: ({ name }) => (name === 'internet' ? 'world' : name),
    address: (to, from, family) => {
      if (to === INTERNET) return hostOf(family);
      if (to === UPSTREAM) return family === 4 ? world.upstream4 : world.upstream6;
      if (to !== ROUTER) return house.address(to.name, family);
      const own = zone(from.network);
      if (own === undefined) return family === 4 ? outside.router4 : outside.router6;
      return family === 4 ? own.address4 : own.address6;
    },
    source: (from, _, family) =>
      from === ROUTER ? null : from === INTERNET ? hostOf(family) : house.address(from.name, family),
    masks: ({ network }) => {
      const own = zone(network);
      return own === undefined ? [outside.router4] : routerAddresses(own.network);
    },
    atRouter: (protocol, port) => {
      if (port === 53 || (protocol === 'udp' && port === 123)) return 'daemon';
      return services[protocol].includes(port) ? 'deaf' : 'router';
    },
    say: (protocol, port) => (port === 53 ? 'dns' : protocol === 'udp' && port === 123 ? 'ntp' : undefined),
  };
}

function placeOf({ name, network, mac }: House['stations'][number]): Place {
  return { name, network, mac };
}

/** Every device says something, so that the firewall knows the addresses behind its openings. */
async function everyoneSpeaks({ agent, stations, plan, address }: House): Promise<void> {
  for (const { name, network } of stations) {
    const { ipv4, ipv6 } = plan.networks.find((one) => one.name === network)!;
    await agent.speak(name, address(name, 4), ipv4.address);
    for (const kind of ['global', 'ula'] as const) await agent.speak(name, address(name, 6, kind), ipv6.address);
  }
}
