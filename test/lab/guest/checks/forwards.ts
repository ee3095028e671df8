import { askAll, type Cell } from '../../../namespaces/matrix.ts';
import { check, that } from '../guest.ts';
import { type House, outside } from '../house.ts';
import { world } from '../world.ts';

/**
 * Port forwards: from the Internet with the visitor's address kept, at the first and last port and none beyond; from
 * trusted networks through the public address (hairpin); and for nobody else.
 */
export async function forwards(house: House): Promise<void> {
  const ends = endsOf(house);
  await check('forwards: from the Internet, and the target sees who it is', () =>
    ask(
      house,
      ends.map(({ protocol, port, host }) => ({
        ...from('world', world.host4, protocol, port),
        expect: 'open',
        host,
        seen: [world.host4],
      })),
    ),
  );
  await check('forwards: the ports beside them are shut', () =>
    ask(
      house,
      beside(house, ends).map(({ protocol, port }) => ({
        ...from('world', world.host4, protocol, port),
        expect: 'silent',
      })),
    ),
  );
  await check('forwards: not for senders that cannot be on the Internet', () =>
    ask(
      house,
      ends.map(({ protocol, port }) => ({ ...from('world', world.upstream4, protocol, port), expect: 'silent' })),
    ),
  );
  await check('forwards: from trusted networks through the public address (hairpin)', () =>
    ask(
      house,
      fromZone(house, ['trusted']).flatMap((name) =>
        ends.filter(({ host }) => host !== name).map((end) => hairpin(house, name, end)),
      ),
    ),
  );
  await check('forwards: not from guest and isolated networks', () =>
    ask(
      house,
      fromZone(house, ['guest', 'isolated']).flatMap((name) =>
        ends
          .filter(({ protocol }) => protocol === 'tcp')
          .map(({ protocol, port }) => ({
            ...from(name, house.address(name, 4), protocol, port),
            expect: 'refused' as const,
          })),
      ),
    ),
  );
}

type End = { readonly protocol: 'tcp' | 'udp'; readonly port: number; readonly host: string };

/** First and last port of each forward, and who answers there. */
function endsOf({ plan, stations, address }: House): readonly End[] {
  return plan.firewall.forwards.flatMap(({ protocol, first, last, to }) => {
    const host = stations.find(({ name }) => address(name, 4) === to)?.name ?? '';
    return [...new Set([first, last])].map((port) => ({ protocol, port, host }));
  });
}

function beside({ plan }: House, ends: readonly End[]): readonly Omit<End, 'host'>[] {
  const forwarded = (protocol: string, port: number) =>
    plan.firewall.forwards.some((one) => one.protocol === protocol && one.first <= port && port <= one.last);
  return ends
    .flatMap(({ protocol, port }) => [port - 1, port + 1].map((other) => ({ protocol, port: other })))
    .filter(({ protocol, port }) => !forwarded(protocol, port));
}

function from(name: string, source: string, protocol: 'tcp' | 'udp', port: number): Pick<Cell, 'says' | 'probe'> {
  return {
    says: `${name} (${source}) to the public address, ${protocol} ${port}`,
    probe: { from: name, source, to: outside.router4, protocol, port },
  };
}

/** Who comes through the public address comes back the same way, so the target sees the router of its network. */
function hairpin(house: House, name: string, { protocol, port, host }: End): Cell {
  const { network } = house.station(host);
  const router = house.plan.networks.find((one) => one.name === network)!.ipv4.address;
  return { ...from(name, house.address(name, 4), protocol, port), expect: 'open', host, seen: [router] };
}

function fromZone({ stations }: House, zones: readonly string[]): readonly string[] {
  return stations.filter(({ zone }) => zones.includes(zone)).map(({ name }) => name);
}

async function ask({ agent }: House, cells: readonly Cell[]): Promise<string> {
  that(cells.length > 0, 'nothing was asked');
  const wrong = await askAll(agent, cells, { first: 2, again: 5 });
  that(wrong.length === 0, wrong.join('; '));
  return `${cells.length} connections`;
}
