import { bytesOf, type Envelope, envelopeTo, packetIn, questionForPorts } from '../crafted.ts';
import { check, same, sh, that } from '../guest.ts';
import { type House, outside, routerSockets } from '../house.ts';
import { listenedPorts } from '../ports.ts';
import { world } from '../world.ts';
import { routerAddresses } from './delegation.ts';

const everyPort = Array.from({ length: 65_535 }, (_, index) => index + 1);
const protocols = ['tcp', 'udp'] as const;
type Protocol = (typeof protocols)[number];

/**
 * The router and the devices behind it from outside. Frames are put into the session itself, so that nothing of the
 * ISP's can stop them; the firewall's counters say that they arrived, and whatever comes back is an answer.
 */
export async function scan(house: House): Promise<void> {
  const { agent, stations, services, address } = house;
  const sockets = routerSockets();
  await agent.sniff('isp', 'access', 'access', false);
  await agent.sniff('isp', 'far', 'far', false);
  const session = await sessionOf(house);
  for (const to of [outside.router4, outside.router6])
    await check(`scan: all TCP ports of the router, from the Internet to ${to}`, async () => {
      const { seconds, met, answered } = await silent(house, session, [{ protocol: 'tcp', to, ports: everyPort }]);
      return `${met} dropped, ${answered} answered${answered === 0 ? '' : ', the port forwards'}; ${sockets.tcp.length} ports listen, ${services.tcp.join(' and ')} of them services; ${seconds} s`;
    });
  await check('scan: every address of the router, on the ports where something listens', async () => {
    const targets = routerAddressesAll(house).flatMap((to) =>
      protocols.map((protocol) => ({ protocol, to, ports: sockets[protocol] })),
    );
    const { met } = await silent(house, session, targets);
    return `${targets.length / 2} addresses, ${sockets.tcp.length} TCP and ${sockets.udp.length} UDP ports, ${met} dropped`;
  });
  await check('scan: every address of every device at home, where all of them listen', async () => {
    const ports = listenedPorts(house.plan.firewall);
    const own = stations.flatMap(({ name }) => [address(name, 4), address(name, 6), address(name, 6, 'ula')]);
    const targets = own.flatMap((to) => protocols.map((protocol) => ({ protocol, to, ports: ports[protocol] })));
    const { met } = await silent(house, session, targets);
    return `${own.length} addresses, ${ports.tcp.length} TCP and ${ports.udp.length} UDP ports, ${met} dropped`;
  });
  await check('scan: from the cable itself, beside the session: the modem and its page', async () => {
    const figures: string[] = [];
    for (const device of ['access', 'far']) {
      const targets = routerAddressesAll(house).flatMap((to) =>
        protocols.map((protocol) => ({ protocol, to, ports: sockets[protocol] })),
      );
      const { met } = await silent(house, { ...session, session: null }, targets, device);
      figures.push(`${met} met the firewall ${device === 'far' ? 'untagged' : 'tagged'}`);
    }
    return figures.join(', ');
  });
  await agent.deafen();
}

/** MAC addresses and number of the session, from a frame that the router sends in it. */
async function sessionOf({ agent }: House): Promise<Envelope> {
  sh(`ping -c 3 -i 0.3 ${world.host4}; true`);
  const frames = await agent.seen(1);
  const session = frames.flatMap(({ at, hex }) => (at === 'access' ? (envelopeTo(hex) ?? []) : []))[0];
  if (session === undefined) throw new Error('no frame of the session was seen');
  return session;
}

type Target = { readonly protocol: Protocol; readonly to: string; readonly ports: readonly number[] };

/**
 * Asks every port of every target, in a session or beside it. Throws where anything but a port forward answered, an
 * error being an answer too, and where in the session not all that should be dropped met the firewall, thrice.
 */
async function silent(
  house: House,
  envelope: Envelope,
  targets: readonly Target[],
  device = 'access',
  tries = 3,
): Promise<{ readonly met: number; readonly answered: number; readonly seconds: string }> {
  const inSession = envelope.session !== null;
  const began = Date.now();
  const before = dropped();
  await house.agent.scan(
    targets.map(({ protocol, to, ports }) => ({
      namespace: 'isp',
      device,
      ...questionForPorts(envelope, protocol, scannerFor(to, inSession), to),
      ports,
    })),
    (3 - tries) * 0.02,
  );
  const frames = (await house.agent.seen(3)).flatMap(({ hex }) => packetIn(hex) ?? []);
  const met = dropped() - before;
  const wrong: string[] = [];
  let [allowed, answers] = [0, 0];
  for (const to of new Set(targets.map((target) => target.to))) {
    const [scanner, scanned] = [scannerFor(to, inSession), to].map((address) => bytesOf(address).toString('hex'));
    const heard = frames.filter((packet) => packet.from === scanned && packet.to === scanner);
    const answered = [...new Set(heard.map(({ port }) => port))].sort((a, b) => a - b);
    const open = targets
      .filter((target) => target.to === to && inSession)
      .flatMap(({ protocol, ports }) => forwarded(house, to, protocol).filter((port) => ports.includes(port)));
    allowed += open.length;
    answers += answered.length;
    const extra = answered.filter((port) => !open.includes(port));
    if (extra.length > 0) wrong.push(`${to} answered on ${extra.slice(0, 20).join(', ')}`);
    if (targets.length === 1) same(answered, open, 'ports that answered');
  }
  that(wrong.length === 0, wrong.join('; '));
  const sent = targets.reduce((sum, { ports }) => sum + ports.length, 0);
  const all = !inSession || met >= sent - allowed;
  // queues of a busy box overflow, and then nobody was asked: once more, all of it, more slowly
  if (!all && tries > 1) return silent(house, envelope, targets, device, tries - 1);
  that(all, `only ${met} of ${sent} were dropped by the firewall`);
  return { met, answered: answers, seconds: ((Date.now() - began) / 1000).toFixed(1) };
}

/** Ports of the public address that lead to a device. */
function forwarded({ plan }: House, to: string, protocol: Protocol): readonly number[] {
  if (to !== outside.router4) return [];
  return everyPort.filter((port) =>
    plan.firewall.forwards.some((one) => one.protocol === protocol && one.first <= port && port <= one.last),
  );
}

/** The public one, those of each network, and its end of the session. */
function routerAddressesAll({ plan }: House): readonly string[] {
  const session = /inet6 (\S+?)[/ ]/.exec(sh('ip -o -6 addr show dev ppp0 scope link'))?.[1] ?? '';
  return [outside.router4, ...plan.networks.flatMap(({ name }) => routerAddresses(name)), session];
}

/** Packets that the firewall has refused or dropped so far, whoever sent them. */
function dropped(): number {
  const counters = sh('nft list counters table inet fw');
  return [...counters.matchAll(/packets (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** From the Internet; or beside the session a modem's address, and one of the link. */
function scannerFor(to: string, inSession: boolean): string {
  if (inSession) return to.includes(':') ? world.scanner6 : world.scanner4;
  return to.includes(':') ? 'fe80::bad' : world.upstream4;
}
