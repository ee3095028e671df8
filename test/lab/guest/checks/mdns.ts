import type { Frame, Packet } from '../../../namespaces/agent.ts';
import { askAll, type Cell } from '../../../namespaces/matrix.ts';
import { mdnsIn, mdnsQuestion, recordTypes } from '../dns-message.ts';
import { check, inside, same, that, until } from '../guest.ts';
import type { House } from '../house.ts';
import { endResponders, established, type Service, startResponder } from '../responder.ts';

/** What each device tells of; some of it must not get anywhere. */
const told: Readonly<Record<string, readonly Service[]>> = {
  chromecast: [
    { type: '_googlecast._tcp', port: 8009 },
    { type: '_ssh._tcp', port: 22 },
  ],
  printer: [{ type: '_ipp._tcp', port: 631 }],
  beamer: [{ type: '_airplay._tcp', port: 7000 }],
  television: [{ type: '_airplay._tcp', port: 7000 }],
  // in no answers file, and pretends
  'iot-host': [{ type: '_googlecast._tcp', port: 8009 }],
  nas: [{ type: '_smb._tcp', port: 445 }],
};
const types = [...new Set(Object.values(told).flatMap((services) => services.map(({ type }) => type)))];
const families = [4, 6] as const;
type Family = (typeof families)[number];

/**
 * Devices with a real responder are searched for from every network in both families. Questions and answers cross
 * between the networks that the plan reflects and nowhere else, and only for its services and from devices it knows.
 */
export async function mdns(house: House): Promise<void> {
  const { agent, plan, stations } = house;
  const reflected = plan.mdns?.networks ?? [];
  await check('mDNS: the devices tell of their services', async () => {
    for (const [name, services] of Object.entries(told)) startResponder(name, services);
    await until(40, () => Object.entries(told).every(([name, services]) => established(name, services)));
  });
  for (const { name } of stations) await agent.sniff(name, 'eth0', name, false);
  for (const device of ['far', 'access']) await agent.sniff('isp', device, 'WAN', false);
  const heard = new Map<Family, readonly Frame[]>();
  for (const family of families) heard.set(family, await everyoneAsks(house, family));
  await agent.deafen();

  for (const family of families) {
    const frames = heard.get(family)!;
    await check(`mDNS: questions cross between ${reflected.join(' and ')} only, none to the WAN, IPv${family}`, () => {
      const crossed = crossings(house, frames);
      const wanted = stations
        .filter((station) => heardByRouter(house, station))
        .flatMap(({ name, network }) =>
          reflected.filter((other) => other !== network).map((other) => `${name} -> ${other}`),
        );
      same([...crossed].sort(), [...wanted].sort(), 'questions');
      same(frames.filter(({ at, hex }) => at === 'WAN' && mdnsIn(hex) !== null).length, 0, 'mDNS packets on the WAN');
      return `${crossed.length} of ${stations.length} devices were heard in another network`;
    });
    await check(`mDNS: each network finds what it should and no more, IPv${family}`, () => {
      const found = plan.networks.map(({ name }) => `${name}: ${servicesFoundFrom(house, frames, name).join(', ')}`);
      const wanted = plan.networks.map(({ name }) => `${name}: ${servicesExpected(house, name).join(', ')}`);
      same(found, wanted, 'found from elsewhere');
      return found.join('; ');
    });
  }
  await castSession(house);
  endResponders(Object.keys(told));
}

/** A phone in lan asks where the Chromecast is that it was told of, and plays on it; the Chromecast opens nothing toward lan. */
async function castSession(house: House): Promise<void> {
  await house.agent.sniff('lan-host', 'eth0', 'lan-host', false);
  for (const family of families)
    await check(`mDNS: a cast session from lan to what was found, IPv${family}`, async () => {
      const service = await resolved(house, family, 'chromecast._googlecast._tcp.local', recordTypes.SRV);
      const [port = '', host = ''] = service.split(' ');
      const address = await resolved(house, family, host, family === 4 ? recordTypes.A : recordTypes.AAAA);
      await house.agent.listen('chromecast', 'chromecast', { tcp: [Number(port)], udp: [] });
      const play: Cell = {
        says: `lan-host plays at ${address} port ${port}`,
        probe: { from: 'lan-host', to: address, protocol: 'tcp', port: Number(port) },
        expect: 'open',
        host: 'chromecast',
      };
      const back = [22, 80, 443, 8009, 40_000].map(
        (other): Cell => ({
          says: `chromecast opens lan-host port ${other}`,
          probe: { from: 'chromecast', to: house.address('lan-host', family), protocol: 'tcp', port: other },
          expect: 'refused',
        }),
      );
      const wrong = await askAll(house.agent, [play, ...back], { first: 2, again: 5 });
      that(wrong.length === 0, wrong.join('; '));
      return `${address} port ${port}; ${back.length} connections the other way refused`;
    });
  await house.agent.deafen();
}

/** Asks until it is told: a record that all have heard within the last second is not repeated (RFC 6762 section 6). */
async function resolved(house: House, family: Family, name: string, type: number): Promise<string> {
  for (let tries = 0; tries < 4; tries += 1) {
    const asking = question(house, house.station('lan-host'), family, mdnsQuestion([name], type));
    const { frames } = await house.agent.send('lan-host', 'eth0', [asking], 1.5);
    const found = frames
      .flatMap(({ hex }) => mdnsIn(hex)?.records ?? [])
      .find((record) => record.name === name && record.type === type && !record.value.startsWith('fe80'));
    if (found !== undefined) return found.value;
  }
  throw new Error(`nobody told of ${name}, kind ${type}`);
}

/** Everybody asks for every service, and for a name by which its question is known again; gives what was heard. */
async function everyoneAsks(house: House, family: Family): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for (const station of house.stations) {
    const names = [...types.map((type) => `${type}.local`), `from-${station.name}.local`];
    const asking = question(house, station, family, mdnsQuestion(names));
    frames.push(...(await house.agent.send(station.name, 'eth0', [asking], 0.1)).frames);
  }
  // answers of many are held back for a while (RFC 6762 section 6)
  frames.push(...(await house.agent.seen(4)));
  return frames;
}

function question(house: House, { name, mac }: House['stations'][number], family: Family, payload: string): Packet {
  const link = () => /inet6 (\S+?)\//.exec(inside(name, 'ip -o -6 addr show dev eth0 scope link'))?.[1] ?? '';
  return {
    fromMac: mac,
    toMac: family === 4 ? '01:00:5e:00:00:fb' : '33:33:00:00:00:fb',
    source: family === 4 ? house.address(name, 4) : link(),
    to: family === 4 ? '224.0.0.251' : 'ff02::fb',
    protocol: 'udp',
    sourcePort: 5353,
    port: 5353,
    hopLimit: 255,
    payload,
  };
}

/** Whose question was heard in which other network: `lan-host -> iot`. */
function crossings({ stations }: House, frames: readonly Frame[]): readonly string[] {
  const network = new Map(stations.map((station) => [station.name, station.network]));
  const crossed = frames.flatMap(({ at, hex }) =>
    (mdnsIn(hex)?.questions ?? []).flatMap((name) => {
      const asking = /^from-(.+)\.local$/.exec(name)?.[1];
      return asking === undefined || network.get(asking) === network.get(at)
        ? []
        : [`${asking} -> ${network.get(at) ?? at}`];
    }),
  );
  return [...new Set(crossed)];
}

/** Instances of other networks that a network was told of: `chromecast._googlecast._tcp.local`. */
function servicesFoundFrom({ stations }: House, frames: readonly Frame[], network: string): readonly string[] {
  const here = stations.filter((station) => station.network === network).map(({ name }) => name);
  const pointers = frames
    .filter(({ at }) => here.includes(at))
    .flatMap(({ hex }) => mdnsIn(hex)?.records ?? [])
    .filter(({ name, type }) => type === recordTypes.PTR && types.some((one) => name === `${one}.local`));
  return [...new Set(pointers.map(({ value }) => value))]
    .filter((value) => !here.includes(value.split('.')[0]!))
    .sort();
}

/** By the plan: services that it lets through, of known devices in the other networks that it reflects. */
function servicesExpected(house: House, network: string): readonly string[] {
  const { plan, stations } = house;
  if (plan.mdns?.networks.includes(network) !== true) return [];
  return stations
    .filter((station) => station.network !== network && heardByRouter(house, station))
    .flatMap(({ name }) => (told[name] ?? []).map(({ type }) => ({ name, type })))
    .filter(({ type }) => plan.mdns!.services.includes(type))
    .map(({ name, type }) => `${name}.${type}.local`)
    .sort();
}

/** Trusted devices are heard in a reflected network; others where the plan gives them the port. */
function heardByRouter({ plan }: House, { mac, network, zone }: House['stations'][number]): boolean {
  if (plan.mdns?.networks.includes(network) !== true) return false;
  const device = plan.firewall.devices.find((one) => one.mac === mac);
  return zone === 'trusted' || device?.router.some(({ first, last }) => first <= 5353 && 5353 <= last) === true;
}
