import type { Streamed } from '../../../namespaces/agent.ts';
import { askAll, type Cell } from '../../../namespaces/matrix.ts';
import { check, inside, same, sh, that, until } from '../guest.ts';
import { type House, hostOf, outside } from '../house.ts';
import { carryJumbo, internet, startConcentrator } from '../isp.ts';
import { world } from '../world.ts';
import { lineDies } from './line.ts';
import { standing } from './standing.ts';

const stop = '/run/lab/stop-streams';

/** Five reloads of the firewall while connections are open: nothing is lost, and what was open by learning still is. */
export async function reloads(house: House): Promise<void> {
  await check('reloads: five of the firewall in open connections lose nothing', async () => {
    // on the fast path packets would not meet the firewall
    sh('systemctl stop fast-path-watch; nft delete table inet fastpath 2>/dev/null; true');
    // a busy emulated box may lose a datagram by itself; a firewall that loses some does so each time
    for (let tries = 1; ; tries += 1) {
      const { flows, slowest } = await fiveReloads(house);
      const losses = [...flows].filter(([, { sent, answered, error }]) => answered !== sent || error !== null);
      if (losses.length === 0)
        return `${total(flows)} words answered, ${retransmitted(flows)} segments sent again; a reload takes ${slowest} ms here; try ${tries}`;
      that(tries < 3, losses.map(([name, flow]) => `${name}: ${JSON.stringify(flow)}`).join('; '));
    }
  });
  await check('reloads: openings toward quiet devices work again as soon as the neighbours are read', async () => {
    const began = Date.now();
    sh('systemctl reload nftables');
    const reloaded = Date.now();
    // the unit that reads them follows the firewall
    await until(20, () => sh('systemctl list-jobs --no-legend router-neighbours.service').trim() === '');
    const read = Date.now();
    const wrong = await askAll(house.agent, openings(house), { first: 2, again: 2 });
    that(wrong.length === 0, wrong.join('; '));
    return `${openings(house).length} connections; the reload took ${reloaded - began} ms here, the neighbours ${read - reloaded} ms more`;
  });
  sh('systemctl restart fast-path; systemctl start fast-path-watch');
}

async function fiveReloads(house: House) {
  const times: number[] = [];
  const flows = await during(house, 0.1, async () => {
    for (let round = 0; round < 5; round += 1) {
      const began = Date.now();
      sh('systemctl reload nftables');
      times.push(Date.now() - began);
      sh('sleep 0.5');
    }
  });
  return { flows, slowest: Math.max(...times) };
}

/** networkd starts anew: the same addresses, routes and rules, and open connections notice nothing. */
export async function networkdRestart(house: House): Promise<void> {
  await check('networkd: a restart keeps every address and route, in open connections', async () => {
    const { addresses, routes, rules } = standing(house.plan, 'lan-host');
    const parts = { addresses, routes, rules, line: () => sh('ip -o addr show dev ppp0 | sed "s/valid_lft.*//"') };
    const look = () => Object.fromEntries(Object.entries(parts).map(([what, part]) => [what, part?.() ?? '']));
    const before = look();
    let seconds = '';
    const flows = await during(house, 0.2, async () => {
      const began = Date.now();
      sh('systemctl restart systemd-networkd');
      await until(30, () => {
        for (const [what, now] of Object.entries(look())) same(now, before[what], what);
      });
      sh('sleep 3');
      seconds = ((Date.now() - began) / 1000).toFixed(1);
    });
    for (const [what, now] of Object.entries(look())) same(now, before[what], what);
    for (const [name, { sent, answered, error }] of flows) same([answered, error], [sent, null], name);
    return `${before.routes?.split('\n').length} routes, ${total(flows)} words answered in ${seconds} s`;
  });
}

/** The line dies and comes back with no more than 1492 bytes: connections that were open go on where they can. */
export async function redialSmaller(house: House): Promise<void> {
  const flows = await during(house, 0.5, async () => {
    const began = Date.now();
    await lineDies('lan-host');
    const down = Date.now();
    await check('redial: the line comes back by itself, now with 1492 bytes', async () => {
      carryJumbo(false);
      startConcentrator();
      await until(150, () => sh('ip -4 -o addr show dev ppp0 2>&1; true').includes(`inet ${internet.customer} `));
      await until(60, () => sh('cat /sys/class/net/ppp0/mtu').trim() === '1492');
      await until(90, () => sh(`ping -6 -c 1 -W 2 -I ${outside.router6} ${world.host6}`) !== '');
      return `${((Date.now() - down) / 1000).toFixed(0)} s after it was found dead`;
    });
    await resent(Date.now() - began);
  });
  await check('redial: connections that were open go on', () => {
    const ended = [...flows].filter(
      ([, { silent, error }]) => silent > 10 || error === 'closed' || error === 'ECONNRESET',
    );
    that(ended.length === 0, ended.map(([name, flow]) => `${name}: ${JSON.stringify(flow)}`).join('; '));
    return [...flows].map(([name, { gap }]) => `${name} after ${gap} s`).join(', ');
  });
}

/** TCP tries less and less often: the next time is no later than twice the outage (in milliseconds) after its begin. */
async function resent(outage: number): Promise<void> {
  const end = Date.now() + 2 * outage;
  const waiting = () =>
    ['lan-host', 'chromecast'].some((name) => inside(name, 'ss -Htin dport = :443').includes('unacked:'));
  do sh('sleep 5');
  while (waiting() && Date.now() < end);
}

/** Connections that carry words while something is done: from a trusted and an isolated device, and through a port forward. */
async function during(
  house: House,
  interval: number,
  act: () => Promise<void>,
): Promise<ReadonlyMap<string, Streamed>> {
  const { plan, agent, address } = house;
  const forward = plan.firewall.forwards.find(({ protocol }) => protocol === 'tcp')!;
  const flows = [
    ...(['lan-host', 'chromecast'] as const).flatMap((from) =>
      ([4, 6] as const).flatMap((family) =>
        (['tcp', 'udp'] as const).map((protocol) => ({
          from,
          to: hostOf(family),
          protocol,
          port: 443,
          source: address(from, family),
          name: `${from} ${protocol} IPv${family}`,
        })),
      ),
    ),
    {
      from: 'world',
      to: outside.router4,
      protocol: 'tcp' as const,
      port: forward.first,
      source: world.host4,
      name: 'port forward',
    },
  ];
  sh(`mkdir -p /run/lab; rm -f ${stop}`);
  const streamed = agent.stream(flows, interval, 600, stop);
  sh('sleep 2');
  await act().finally(() => sh(`touch ${stop}`));
  const results = await streamed;
  return new Map(flows.map(({ name }, index) => [name, results[index]!]));
}

/** Connections that the firewall lets through because it has learned the address of the device they go to. */
function openings({ plan, stations, address }: House): Cell[] {
  return plan.firewall.openings.flatMap(({ from, to, ports }) => {
    const target = to.kind === 'device' ? stations.find(({ mac }) => mac === to.mac) : undefined;
    const asking =
      from.kind === 'device'
        ? stations.find(({ mac }) => mac === from.mac)
        : stations.find(({ network, device }) => network === from.network && device === null);
    if (target === undefined || asking === undefined) return [];
    return ([4, 6] as const).flatMap((family) =>
      ports.map(
        ({ protocol, first }): Cell => ({
          says: `${asking.name} to ${target.name}, ${protocol} ${first}, IPv${family}`,
          probe: { from: asking.name, to: address(target.name, family), protocol, port: first },
          expect: 'open',
          host: target.name,
        }),
      ),
    );
  });
}

function total(flows: ReadonlyMap<string, Streamed>): number {
  return [...flows.values()].reduce((sum, { answered }) => sum + answered, 0);
}

function retransmitted(flows: ReadonlyMap<string, Streamed>): number {
  return [...flows.values()].reduce((sum, { again }) => sum + again, 0);
}
